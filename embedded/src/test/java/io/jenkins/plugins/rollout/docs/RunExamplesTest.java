package io.jenkins.plugins.rollout.docs;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.embedded.EmbeddedController;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.home.ConfigurationException;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.http.StubServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Runs every example of the documentation on the embedded controller, to its end. */
public class RunExamplesTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final StubServer server = new StubServer();

    @Test
    public void everyPipelineRuns() throws Exception {
        List<Example> examples = Example.in("groovy").stream()
                .filter(example -> example.notRun().isEmpty())
                .toList();
        Rehearsal.prepare(server);
        var builder = EmbeddedController.at(folder.getRoot().toPath())
                .configuration(configuration())
                .job("deploy-checkout", "echo \"${ROLLOUT_ACTION} ${ROLLOUT_VERSION}\"");
        for (int i = 0; i < examples.size(); i++) {
            builder.job("example-" + i, Rehearsal.shortened(examples.get(i).text()));
        }
        try (EmbeddedController controller = builder.start()) {
            for (int i = 0; i < examples.size(); i++) {
                run(controller, "example-" + i, examples.get(i));
            }
        }
    }

    private static void run(EmbeddedController controller, String job, Example example) throws Exception {
        PipelineRun run = controller.run(job);
        try {
            await(example.place()).atMost(30, SECONDS).pollInterval(20, MILLISECONDS).until(() -> {
                Rehearsal.approve(run);
                return run.end().isDone();
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(example.place() + " does not end:\n" + log(run), e);
        }
        if (example.isDeclarative()) {
            assertThat(example.place(), log(run), containsString("Declarative Pipeline needs Jenkins"));
        } else {
            assertThat(example.place() + ":\n" + log(run), String.valueOf(run.getResult()), is("SUCCESS"));
        }
    }

    private static String log(PipelineRun run) throws IOException {
        return String.join("\n", run.getLog(1000));
    }

    private Configuration configuration() throws ConfigurationException, IOException {
        return Configuration.of(Rehearsal.SERVERS.entrySet().stream()
                .map(one -> "  %s: {%s: {url: \"%s\"%s}%s}\n"
                        .formatted(
                                one.getKey(),
                                one.getValue(),
                                Rehearsal.place(server, one.getKey()),
                                Rehearsal.HEADERS.getOrDefault(one.getKey(), ""),
                                one.getKey().equals("json") ? trackers() : ""))
                .collect(Collectors.joining("", Rehearsal.CALENDARS + Rehearsal.templates() + "servers:\n", "")));
    }

    private String trackers() {
        return Rehearsal.TRACKERS.stream()
                .map(name -> ", %s: {url: \"%s\"}".formatted(name, Rehearsal.place(server, name)))
                .collect(Collectors.joining());
    }

    /** What trackers are asked is what the recipes say. */
    @After
    public void trackersWereAskedAsTheirOwnDocumentationSays() {
        List<String> asked = server.asked().stream()
                .filter(one -> Rehearsal.TRACKERS.stream().anyMatch(name -> one.uri().startsWith("/" + name)))
                .map(one -> one.method() + " " + one.uri() + " " + one.body())
                .distinct()
                .toList();
        if (!asked.isEmpty()) {
            assertThat(asked, containsInAnyOrder(
                    "POST /jira/rest/api/3/search/approximate-count {\"jql\": \"project = SHOP AND priority = Blocker AND"
                            + " statusCategory != Done AND affectedVersion = \\\"2.4.0\\\"\"}",
                    "GET /github/search/issues?per_page=1&q=repo:example/shop+is:issue+is:open+label:bug ",
                    "GET /gitlab/api/v4/projects/42/issues_statistics?labels=bug "));
        }
    }

    /** The others are for Jenkins' Configuration as Code. */
    @Test
    public void everyConfigurationOfTheEmbeddedControllerIsRead() throws IOException {
        for (Example example : Example.in("yaml")) {
            if (example.notRun().isEmpty() && !example.isForJenkins()) {
                try {
                    Configuration.of(example.text());
                } catch (ConfigurationException e) {
                    throw new AssertionError(example.place() + ": " + e.getMessage(), e);
                }
            }
        }
    }
}
