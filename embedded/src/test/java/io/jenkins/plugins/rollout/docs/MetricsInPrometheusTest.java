package io.jenkins.plugins.rollout.docs;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.embedded.EmbeddedController;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.metric.PrometheusServer;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** The configuration and the queries of docs/metrics.md, in a real Prometheus. */
public class MetricsInPrometheusTest {
    private static final Pattern QUERY = Pattern.compile("\\| `((?:sum|histogram_quantile|rollout_open)[^`]*)` \\|");
    private static final String PEOPLE = "users: {prometheus: {password: scrape, permissions: [Rollout/Metrics]}}\n";
    private static final String JENKINSFILE = """
            rollout(application: 'checkout', version: "1.${env.BUILD_NUMBER}", phases: [
              [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
              [name: 'full', gate: [approval: [automatic: true]]]
            ]) {
              echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE} after ${env.ROLLOUT_PREVIOUS_VERSION}"
              if (env.BUILD_NUMBER == '2' && env.ROLLOUT_PHASE == 'full' && env.ROLLOUT_ACTION == 'deploy') { error 'broken' }
            }
            """;

    private final TemporaryFolder folder = new TemporaryFolder();
    private EmbeddedController controller;
    private int port;

    private final ExternalResource running = new ExternalResource() {
        @Override
        protected void before() throws Exception {
            start();
        }

        @Override
        protected void after() {
            try {
                controller.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final PrometheusServer prometheus = PrometheusServer.configured(this::asDocumented);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(running).around(prometheus);

    private void start() throws Exception {
        controller = EmbeddedController.at(folder.getRoot().toPath().resolve("home"))
                .configuration(Configuration.of(PEOPLE + documented("docs/history.md", "live:")))
                .job("shop", JENKINSFILE)
                .port(port)
                .start();
        port = controller.url().getPort(); // Prometheus looks there after a restart, too
    }

    private static String documented(String file, String begin) throws IOException {
        return Example.in("yaml").stream()
                .filter(example -> example.place().startsWith(file) && example.text().startsWith(begin))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private String asDocumented(Path own) {
        try {
            Path token = Files.writeString(own.resolve("jenkins-token"), "scrape");
            return documented("docs/metrics.md", "scrape_configs:")
                    .replace("scheme: https", "scheme: http")
                    .replace("scrape_interval: 30s", "scrape_interval: 250ms")
                    .replace("/etc/prometheus/jenkins-token", token.toString())
                    .replace("jenkins.example", controller.url().getAuthority());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> build() throws Exception {
        var run = controller.run("shop");
        run.end().get(60, TimeUnit.SECONDS);
        HistoryKeeper.get().settle();
        return run.getLog(1000).stream().filter(line -> line.startsWith("> ")).toList();
    }

    private void awaitValue(String query, String value) {
        await(query).atMost(Duration.ofSeconds(30)).until(() -> prometheus.value(query).orElse("none").equals(value));
    }

    private static List<String> queries() throws IOException {
        Matcher all = QUERY.matcher(Example.text("docs/metrics.md"));
        return Stream.iterate(all.find(), found -> found, found -> all.find()).map(found -> all.group(1)).toList();
    }

    @Test
    public void realPrometheusReadsTheNumbersAndKnowsTheQueries() throws Exception {
        assertThat(build().get(0), is("> deploy canary after 2.3.1"));
        assertThat(build().get(0), is("> deploy canary after 1.1"));
        awaitValue("rollout_changes_total", "2");
        awaitValue("rollout_changes_failed_total", "1");
        awaitValue("rollout_deployments_total{application=\"checkout\",environment=\"production\"}", "1");
        awaitValue("rollout_restore_time_seconds_count", "1");
        awaitValue("rollout_rollbacks_total{complete=\"true\"}", "1");
        awaitValue("rollout_phase_duration_seconds_count{phase=\"full\"}", "1");
        controller.close();
        start();
        build();
        awaitValue("rollout_changes_total", "3");
        awaitValue("rollout_deployments_total", "2");
        awaitValue("resets(rollout_changes_total[5m])", "0");
        assertThat(queries().size(), greaterThan(8));
        for (String query : queries()) {
            assertThat(query, prometheus.isQuery(query), is(true));
        }
    }
}
