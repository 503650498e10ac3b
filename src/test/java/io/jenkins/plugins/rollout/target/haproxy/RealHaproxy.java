package io.jenkins.plugins.rollout.target.haproxy;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.Trust;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/**
 * A real HAProxy before two small HTTP servers, {@code new} and {@code old}. It is the {@code haproxy} of Debian's
 * package; without one the test is skipped, in CI it fails. Its front doors are Unix sockets, so that no port is taken.
 */
public final class RealHaproxy extends ExternalResource {
    private static final String CONFIGURATION =
            """
            global
              stats socket %1$s/admin.sock mode 600 level admin
              stats socket %1$s/reader.sock mode 600 level user
              maxconn 500
              nbthread 2
            defaults
              mode http
              timeout connect 5s
              timeout client 60s
              timeout server 60s
              option redispatch
            frontend by-chance
              bind unix@%1$s/by-chance.sock
              default_backend checkout
            frontend in-turn
              bind unix@%1$s/in-turn.sock
              default_backend turns
            backend checkout
              balance random(1)
              server new 127.0.0.1:%2$d weight 0
              server old 127.0.0.1:%3$d weight 100
              server spare 127.0.0.1:9 backup
            backend turns
              balance roundrobin
              server new 127.0.0.1:%2$d weight 0
              server old 127.0.0.1:%3$d weight 100
            backend three
              server new 127.0.0.1:%2$d weight 0
              server old 127.0.0.1:%3$d weight 100
              server older 127.0.0.1:%3$d weight 100
            backend static
              balance static-rr
              server new 127.0.0.1:%2$d
              server old 127.0.0.1:%3$d
            backend down
              server new 127.0.0.1:%2$d
              server old 127.0.0.1:9 weight 100 check inter 100ms fall 1
            """;

    private final CountedServer fresh = new CountedServer("new");
    private final CountedServer old = new CountedServer("old");
    private Path folder;
    private Process process;

    /** The server with the new version. */
    CountedServer fresh() {
        return fresh;
    }

    /** The server with the old version. */
    CountedServer old() {
        return old;
    }

    Path frontDoor(String name) {
        return folder.resolve(name + ".sock");
    }

    /** Where its runtime API listens. */
    public URI uri() {
        return URI.create("unix://" + folder.resolve("admin.sock"));
    }

    /** Another place of it, with a socket of that name. */
    URI uri(String socket) {
        return URI.create("unix://" + folder.resolve(socket + ".sock"));
    }

    /** Does something by hand, as an operator would. */
    public String byHand(String command) {
        return new RuntimeApi(new Endpoint("haproxy", uri(), null, Trust.SERVER)).ask(command);
    }

    /** The weights that are set, {@code new/old}. */
    public String weights(String backend) {
        BackendState state = BackendState.read(byHand("show stat " + backend + " 4 -1"));
        return state.server("new").orElseThrow().inUse() + "/"
                + state.server("old").orElseThrow().inUse();
    }

    TargetContext context() {
        return context(Map.of("edge", uri(), "reader", uri("reader"), "nobody", uri("nobody")));
    }

    static TargetContext context(Map<String, URI> places) {
        var servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.ofNullable(places.get(name)).map(uri -> new Server(name, "haproxy", uri, null));
            }

            @Override
            public List<String> names(String kind) {
                return places.keySet().stream().sorted().toList();
            }
        };
        var endpoints = new Endpoints(servers, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        return new TargetContext(endpoints, rolloutId -> Optional.empty());
    }

    @Override
    protected void before() throws Throwable {
        String program = program();
        folder = Files.createTempDirectory("haproxy");
        Path file = Files.writeString(
                folder.resolve("haproxy.cfg"), CONFIGURATION.formatted(folder, fresh.start(), old.start()));
        start(program, file);
    }

    private void start(String program, Path file) throws IOException {
        Path log = folder.resolve("log");
        process = new ProcessBuilder(program, "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("HAProxy ended: " + Files.readString(log));
            }
            return Files.exists(frontDoor("in-turn")) && Files.exists(frontDoor("admin"));
        });
        byHand("disable health down/new"); // the answer is of no interest: whoever answers is there
    }

    /** Debian puts it where only administrators look. */
    private static String program() {
        Optional<Path> found = Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(path -> Path.of(path, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Boolean.parseBoolean(System.getenv("CI"))) {
            fail("HAProxy is missing: install the Debian package haproxy");
        }
        assumeTrue("HAProxy is missing: install the Debian package haproxy", found.isPresent());
        return found.get().toString();
    }

    /** As after a reload: it has forgotten what its file does not say. */
    void restart() throws IOException, InterruptedException {
        stop();
        for (String socket : List.of("admin", "in-turn")) {
            Files.deleteIfExists(frontDoor(socket));
        }
        start(program(), folder.resolve("haproxy.cfg"));
    }

    private void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    protected void after() {
        try {
            if (process != null) {
                stop();
            }
            fresh.stop();
            old.stop();
            if (folder != null) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
