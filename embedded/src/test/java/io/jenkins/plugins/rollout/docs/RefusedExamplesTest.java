package io.jenkins.plugins.rollout.docs;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.EmbeddedController;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Runs the examples of docs/policy.md that are refused: each reads as the text below it says. */
public class RefusedExamplesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static List<Example> examples() throws Exception {
        return Example.all().stream()
                .filter(example -> example.place().startsWith("docs/policy.md"))
                .toList();
    }

    @Test
    public void everyRefusalReadsAsDocumented() throws Exception {
        List<Example> examples = examples();
        String rules = examples.stream()
                .filter(example -> example.language().equals("yaml") && !example.isForJenkins())
                .map(Example::text)
                .collect(Collectors.joining());
        int refused = 0;
        try (EmbeddedController controller = start(rules, examples)) {
            for (int i = 0; i < examples.size(); i++) {
                if (examples.get(i).notRun().isPresent()) {
                    refused++;
                    PipelineRun run = controller.run("example-" + i);
                    await(examples.get(i).place()).atMost(30, SECONDS).until(() -> run.end().isDone());
                    assertThat(run.getResult(), is(Result.FAILURE));
                    String log = String.join("\n", run.getLog(1000));
                    assertThat(log, containsString(examples.get(i + 1).text().strip()));
                }
            }
        }
        assertThat(refused, greaterThan(1));
    }

    private EmbeddedController start(String rules, List<Example> examples) throws Exception {
        var builder = EmbeddedController.at(folder.getRoot().toPath()).configuration(Configuration.of(rules));
        for (int i = 0; i < examples.size(); i++) {
            if (examples.get(i).notRun().isPresent()) {
                builder.job("example-" + i, examples.get(i).text());
            }
        }
        return builder.start();
    }
}
