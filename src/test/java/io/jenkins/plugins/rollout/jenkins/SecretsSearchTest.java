package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.util.Secret;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * After rollouts that went well and badly, with servers that repeat what they were sent, the secrets are looked for in all
 * files of Jenkins' home, in its logs, in the builds' logs and in everything that it answers.
 */
public class SecretsSearchTest {
    private static final String TOKEN = "t0ken-Of-The-Metrics";
    private static final String SECOND = "s3cond-Of-The-Metrics";
    private static final String PASSWORD = "pa55word-Of/The Edge";
    private static final String PAIR = Base64.getEncoder()
            .encodeToString(("deployer:" + PASSWORD).getBytes(StandardCharsets.UTF_8));

    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @Rule
    public final StubServer server = new StubServer();

    private final Captured captured = new Captured();

    /** Everything that is logged, as a file would hold it. */
    private static final class Captured extends Handler {
        private final StringBuffer text = new StringBuffer();
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord entry) {
            text.append(formatter.format(entry));
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            text.append("closed");
        }
    }

    private static final Logger OURS = Logger.getLogger("io.jenkins.plugins.rollout");
    private static final Logger ALL = Logger.getLogger("");

    @Before
    public void configure() throws Exception {
        captured.setLevel(Level.ALL);
        OURS.setLevel(Level.FINEST);
        ALL.addHandler(captured);
        Logger.getLogger(RolloutService.class.getName()).finest("looking");
        People.moveIn(R);
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(Domain.global(), List.of(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "metrics", "", Secret.fromString(TOKEN)),
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "second", "", Secret.fromString(SECOND)),
                new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "edge", "", "deployer", PASSWORD))));
        SystemCredentialsProvider.getInstance().save();
        RolloutConfiguration.get().setServers(List.of(
                server("prod", "prometheus", "", "metrics", null),
                server("stats", "json", "/stats", "metrics", "X-Api-Key"),
                server("shop", "openMetrics", "/metrics", "edge", null),
                server("edge", "http", "/deploy", "edge", null),
                server("bad", "http", "/bad", "edge", null),
                server("dog", "datadog", "", "metrics", null),
                server("aws", "cloudWatch", "", "edge", null),
                server("gone", "json", "/stats", "there-is-no-such", null)));
    }

    @After
    public void stopListening() {
        ALL.removeHandler(captured);
        OURS.setLevel(null);
    }

    private ServerConfiguration server(String name, String kind, String path, String id, String header) {
        var made = new ServerConfiguration(name, kind, server.uri(path).toString());
        made.setCredentialsId(id);
        made.setCredentialsHeader(header);
        made.setSecondCredentialsId(kind.equals("json") ? null : "second");
        return made;
    }

    private static String rollout(String application, String metrics, String target) {
        return """
                rollout(application: '%s', version: '2.4.0', previousVersion: '2.3.1', phases: [
                  [name: 'canary', exposure: 5, gate: [metrics: [%s], interval: '1s', approval: [automatic: true]]],
                  [name: 'full', exposure: 100, gate: [approval: [from: ['release-managers']]]],
                ]) { deployTo %s }
                """.formatted(application, metrics, target);
    }

    @Test
    public void theyAreNowhereButInTheCredentialsStore() throws Exception {
        String said = "you sent " + TOKEN + ", Bearer " + TOKEN;
        String saidOfPair = "you sent " + PAIR + ", that is " + PASSWORD;
        server.on("/api/v1/query", 200, "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"0.001\"]}}")
                .on("/stats", 200, "{\"p95\": 0.5}")
                .on("/metrics", 200, "# TYPE up gauge\nup 1\n")
                .on("/deploy", 200, "{\"state\": \"done\"}")
                .on("/bad", 400, "{\"state\": \"failed\", \"error\": \"" + saidOfPair + "\"}");
        String good = "threshold(name: 'errors', atMost: 1, source: prometheus(server: 'prod', query: 'errors')),"
                + " threshold(name: 'p95', atMost: 1, source: json(server: 'stats', path: '/p95')),"
                + " threshold(name: 'up', atLeast: 1, source: openMetrics(server: 'shop', metric: 'up'))";
        var runs = new ArrayList<WorkflowRun>();
        WorkflowRun well = People.start(R, rollout("well", good, "http(server: 'edge')"));
        runs.add(well);
        approve(well);
        R.assertBuildStatusSuccess(R.waitForCompletion(well));
        assertThat(server.asked().stream().filter(asked -> asked.headers().toString().contains(TOKEN)).count(), is(greaterThan(1L)));
        assertThat(server.asked().stream().filter(asked -> asked.headers().toString().contains(PAIR)).count(), is(greaterThan(1L)));

        WorkflowRun badly = People.start(R, rollout("badly", good, "http(server: 'bad')"));
        runs.add(badly);
        await().atMost(Duration.ofMinutes(1)).until(() -> JenkinsRule.getLog(badly).contains("you sent ****"));
        runs.add(R.waitForCompletion(People.start(R, rollout("gone",
                "threshold(name: 'x', atMost: 1, source: json(server: 'gone', path: '/p95'))", "http(server: 'edge')"))));

        server.on("/api/v1/query", 400, "{\"status\":\"error\",\"error\":\"" + said + "\"}")
                .on("/stats", 500, said)
                .on("/metrics", 401, saidOfPair)
                .on("/api/v2/query/timeseries", 403, "{\"errors\": [\"" + said + " and " + SECOND + "\"]}")
                .on("/", 400, "{\"message\": \"" + saidOfPair + " and " + SECOND + "\"}");
        for (String path : List.of("/api/v1/query", "/stats", "/metrics")) {
            server.uri(path).toURL().openStream().close(); // takes the last good answer
        }
        WorkflowRun blind = People.start(R, rollout("blind",
                good.replace("name: 'errors',", "name: 'errors', noDataLimit: 1,")
                        .replace("name: 'p95',", "name: 'p95', noDataLimit: 100,")
                        .replace("name: 'up',", "name: 'up', noDataLimit: 100,")
                        + ", threshold(name: 'dog', atMost: 1, noDataLimit: 100, source: datadog(server: 'dog', query: 'x'))"
                        + ", threshold(name: 'aws', atMost: 1, noDataLimit: 100,"
                        + " source: cloudWatch(server: 'aws', region: 'eu-west-1', expression: 'x'))",
                "http(server: 'edge')"));
        runs.add(blind);
        await().atMost(Duration.ofMinutes(1)).until(() -> JenkinsRule.getLog(blind).contains("you sent ****"));

        assertThat(server.asked().stream().filter(asked -> asked.headers().toString().contains(SECOND)).count(), is(greaterThan(1L)));
        var places = new LinkedHashMap<String, String>();
        for (WorkflowRun run : runs) {
            answers(run, places);
        }
        places.put("logs", captured.text.toString());
        for (WorkflowRun open : List.of(badly, blind)) { // what could not be undone waits for somebody
            open.doKill();
            R.waitForCompletion(open);
        }
        files(places);
        assertThat("answers and files", places.size(), is(greaterThan(60)));
        assertThat("logs are looked at", captured.text.toString(), containsString("looking"));
        assertThat(withSecrets(places), empty());
    }

    private static void approve(WorkflowRun run) throws Exception {
        R.waitForMessage("waiting for approval", run);
        Visitor alice = Visitor.of(People.url(R), "alice", "alice");
        String evidence = alice.get(run.getUrl() + "rollout/state").json().at("/phases/1/gate/approval/evidence").asText();
        assertThat(alice.postJson(run.getUrl() + "rollout/approve", Map.of("evidence", evidence)).status(), is(200));
    }

    private void answers(WorkflowRun run, Map<String, String> places) throws Exception {
        R.jenkins.setAuthorizationStrategy(new hudson.security.AuthorizationStrategy.Unsecured());
        Visitor anybody = Visitor.of(People.url(R), "root", "root");
        var paths = new ArrayList<>(List.of(
                "", "rollout/", "api/json?depth=9", "api/xml?depth=9", "consoleText", "console", "logText/progressiveHtml", "replay/",
                "flowGraphTable/", "execution/api/json"));
        for (String id : RolloutService.ids(run)) {
            for (String rest : List.of("", "state", "events", "journal")) {
                paths.add("rollout/" + id + "/" + rest);
            }
        }
        for (String path : paths) {
            places.put(run + " " + path, anybody.get(run.getUrl() + path).body());
        }
        for (String path : List.of(
                "", "manage/configure", "manage/credentials/", "manage/credentials/store/system/domain/_/credential/metrics/",
                "manage/credentials/store/system/domain/_/credential/edge/update", "manage/", "log/all", "api/json?depth=9",
                "descriptorByName/" + ServerConfiguration.class.getName() + "/help/credentialsId")) {
            places.put(path, anybody.get(path).body());
        }
        String form = "descriptorByName/" + ServerConfiguration.class.getName() + "/";
        for (String path : List.of("/bad", "/stats", "/deploy")) {
            Map<String, String> fields = Map.of(
                    "name", "x", "kind", "json", "url", server.uri(path).toString(), "credentialsId", "edge", "value", "edge");
            for (String asked : List.of("testConnection", "fillCredentialsIdItems", "checkCredentialsId")) {
                places.put(form + asked + path, anybody.postForm(form + asked, fields).body());
            }
        }
    }

    /** A file that comes and goes while it is looked for is one that Jenkins is about to rename. */
    private static void files(Map<String, String> places) throws IOException {
        Path home = R.jenkins.getRootDir().toPath();
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean code = directory.equals(home.resolve("plugins"));
                return code ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    places.put(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Places, with the spelling of the secret that was found there; never the secret itself. */
    private static List<String> withSecrets(Map<String, String> places) {
        var found = new ArrayList<String>();
        for (String secret : List.of(TOKEN, SECOND, PASSWORD)) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            Map<String, String> spellings = Map.of(
                    "plain", secret,
                    "URL", URLEncoder.encode(secret, StandardCharsets.UTF_8),
                    "path", secret.replace(" ", "%20").replace("/", "%2F"),
                    "JSON", secret.replace("/", "\\/"),
                    "Base64", Base64.getEncoder().withoutPadding().encodeToString(bytes),
                    "hexadecimal", HexFormat.of().formatHex(bytes),
                    "Basic", PAIR);
            places.forEach((place, text) -> spellings.forEach((spelling, written) -> {
                if (text.contains(written)) {
                    found.add(place + ": " + spelling);
                }
            }));
        }
        return found;
    }
}
