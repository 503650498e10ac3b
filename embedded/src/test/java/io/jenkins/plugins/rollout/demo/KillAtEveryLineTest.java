package io.jenkins.plugins.rollout.demo;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.rollout.embedded.Main;
import io.jenkins.plugins.rollout.engine.RolloutRecord;
import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Result;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A rollout of five phases on a controller that is killed with -9 each time its journal has grown, and started again,
 * until it is through: every approval counts once, every phase is deployed once, behind its gate.
 */
public class KillAtEveryLineTest {
    private static final System.Logger LOGGER = System.getLogger(KillAtEveryLineTest.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern URL = Pattern.compile("Controller: (http://\\S+)");
    private static final String JENKINSFILE =
            """
            def up = [threshold(name: 'up', atLeast: 1, source: json(server: 'fleet', path: '/up'))]
            def asked = [from: ['alice']]
            rollout(application: 'shop', version: '2.0.0', previousVersion: '1.0.0', phases: [
              [name: 'dogfood', audience: 'employees', gate: [approval: [automatic: true]]],
              [name: 'alpha', exposure: 1, gate: [metrics: up, interval: '1s', approval: [automatic: true]]],
              [name: 'beta', exposure: 10, gate: [approval: asked]],
              [name: 'canary', exposure: 25, gate: [metrics: up, interval: '1s', approval: asked],
               bake: [duration: '1s', interval: '500ms', metrics: up]],
              [name: 'full', exposure: 100, gate: [approval: asked]],
            ]) {
              deployTo http(server: 'fleet')
            }
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Phases by the operations that deployed them: the fleet does an operation once, however often it is asked. */
    private final Map<String, String> deployed = new ConcurrentHashMap<>();

    private HttpServer fleet;
    private Path home;
    private Process controller;
    private int lives;

    @Before
    public void openFleet() throws IOException {
        fleet = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fleet.createContext("/up", exchange -> answer(exchange, "{\"up\": 1}"));
        fleet.createContext("/deploy", exchange -> {
            JsonNode asked = new ObjectMapper().readTree(exchange.getRequestBody());
            String operation = asked.path("operation").asText();
            if (asked.path("action").asText().equals("deploy")) {
                deployed.put(operation, asked.path("phase").asText());
            }
            String state = deployed.containsKey(operation) ? "done" : "unknown";
            answer(exchange, "{\"state\": \"" + state + "\", \"live\": true}");
        });
        fleet.start();
        home = folder.getRoot().toPath().resolve("home");
        Files.writeString(folder.getRoot().toPath().resolve("Jenkinsfile"), JENKINSFILE);
        String url = "http://127.0.0.1:" + fleet.getAddress().getPort();
        Files.writeString(
                folder.getRoot().toPath().resolve("controller.yaml"),
                """
                users:
                  alice: {password: alice, permissions: [Job/Read]}
                anonymous: {permissions: [Job/Read]}
                servers:
                  http:
                    fleet: {url: "%1$s/deploy"}
                  json:
                    fleet: {url: "%1$s/up"}
                """
                        .formatted(url));
    }

    @After
    public void close() throws InterruptedException {
        if (controller != null) {
            controller.destroyForcibly().waitFor();
        }
        fleet.stop(0);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void start() throws IOException {
        lives++;
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName(),
                "--home", home.toString(),
                "--config", folder.getRoot() + "/controller.yaml",
                "--port", "0",
                "--job", "shop=" + folder.getRoot() + "/Jenkinsfile"));
        if (lives == 1) {
            command.addAll(List.of("--run", "shop", "--stay"));
        }
        controller = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(console())
                .start();
    }

    private File console() {
        return new File(folder.getRoot(), "console-" + lives);
    }

    private Optional<URI> url() throws IOException {
        Matcher said = URL.matcher(Files.readString(console().toPath()));
        return said.find() ? Optional.of(URI.create(said.group(1))) : Optional.empty();
    }

    private Path rollout() {
        return home.resolve("jobs/shop/builds/1/rollout/shop-1-1");
    }

    private List<String> journal() throws IOException {
        Path file = rollout().resolve("journal.jsonl");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private boolean finished() throws IOException {
        Path log = home.resolve("jobs/shop/builds/1/log");
        return Files.exists(log) && Files.readString(log).contains("Finished: ");
    }

    /**
     * Whether something happened since this life began. A restart is a line too, but nothing that happened; and a gate
     * that is asked for looks again in each life, so that only its first look counts.
     */
    private boolean grown(int before) throws IOException {
        List<String> lines = journal();
        return lines.subList(Math.min(before, lines.size()), lines.size()).stream()
                .anyMatch(line -> !line.contains("\"type\":\"controllerRestarted\"")
                        && (!line.contains("\"type\":\"roundMeasured\"") || line.contains("\"round\":1,")));
    }

    /** Says yes as alice where somebody is asked; a controller that dies meanwhile is asked again in its next life. */
    private void approve() throws InterruptedException {
        try {
            Optional<URI> url = url();
            if (url.isEmpty()) {
                return;
            }
            var alice = new Visitor(url.get(), "alice", "alice");
            for (JsonNode phase : alice.get("job/shop/1/rollout/state").path("phases")) {
                JsonNode approval = phase.path("gate").path("approval");
                if (approval.path("requested").asBoolean() && approval.path("given").isEmpty()) {
                    alice.post(
                            "job/shop/1/rollout/approve",
                            JsonNodeFactory.instance
                                    .objectNode()
                                    .put("evidence", approval.path("evidence").asText()));
                }
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "not there yet, or not any more", e);
        }
    }

    @Test
    public void goesThroughAllFivePhases() throws Exception {
        while (!finished()) {
            int before = journal().size();
            start();
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).pollDelay(Duration.ZERO).until(() -> {
                if (!grown(before)) {
                    approve();
                }
                return grown(before) || finished();
            });
            boolean ended = journal().stream().anyMatch(line -> line.contains("\"type\":\"rolloutEnded\""));
            if (ended) {
                await().atMost(PATIENCE).until(this::finished);
            }
            controller.destroyForcibly();
            assertThat(controller.waitFor(30, TimeUnit.SECONDS), is(true));
        }
        assertThat("killed again and again", lives, greaterThan(15));
        JournalReader.verify(rollout());
        RolloutRecord record = RolloutRecord.read(rollout()).orElseThrow();
        assertThat(record.state().cause(), record.state().result(), is(Result.SUCCESS));
        assertThat("one operation for each phase", deployed, is(aMapWithSize(5)));
        assertThat(Set.copyOf(deployed.values()), is(Set.of("dogfood", "alpha", "beta", "canary", "full")));
        for (PhaseState phase : record.state().phases()) {
            int wanted = phase.phase().gate().approval().automatic() ? 0 : 1;
            assertThat("alice counts once in " + phase.name(), phase.approved().size(), is(wanted));
            assertThat(phase.operations().size(), is(1));
        }
        assertThat(Files.readString(home.resolve("jobs/shop/builds/1/log")), containsString("Finished: SUCCESS"));
    }
}
