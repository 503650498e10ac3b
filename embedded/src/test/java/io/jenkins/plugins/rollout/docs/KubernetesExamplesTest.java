package io.jenkins.plugins.rollout.docs;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.embedded.EmbeddedController;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.target.kubernetes.Shop;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Runs the pipelines of docs/kubernetes.md on the embedded controller, to the end, against the fake cluster. */
public class KubernetesExamplesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final Shop shop = new Shop();

    @Test
    public void everyPipelineDeploys() throws Exception {
        List<Example> examples = Example.in("groovy").stream()
                .filter(example -> example.place().startsWith("docs/kubernetes.md"))
                .toList();
        assertThat(examples.size(), is(4));
        var builder = EmbeddedController.at(folder.getRoot().toPath()).configuration(Configuration.of("""
                secrets: {cluster-token: s3cr3t}
                servers:
                  kubernetes:
                    prod: {url: "%s", token: "${cluster-token}", namespaces: [web]}
                """.formatted(shop.uri())));
        for (int i = 0; i < examples.size(); i++) {
            builder.job("example-" + i, examples.get(i).text());
        }
        try (EmbeddedController controller = builder.start()) {
            for (int i = 0; i < examples.size(); i++) {
                PipelineRun run = controller.run("example-" + i);
                await(examples.get(i).place())
                        .atMost(60, SECONDS)
                        .pollInterval(50, MILLISECONDS)
                        .until(() -> run.end().isDone());
                String log = String.join("\n", run.getLog(1000));
                assertThat(examples.get(i).place() + ":\n" + log, String.valueOf(run.getResult()), is("SUCCESS"));
            }
        }
        assertThat(
                shop.images(), is(List.of("registry.example/shop:2.4.0", "registry.example/shop:2.4.0", "registry.example/shop:2.4.0")));
    }
}
