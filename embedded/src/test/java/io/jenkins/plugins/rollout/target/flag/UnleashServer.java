package io.jenkins.plugins.rollout.target.flag;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.rules.ExternalResource;

/** A real Unleash on a real PostgreSQL, both on loopback and gone afterwards. */
final class UnleashServer extends ExternalResource {
    static final String ADMIN = "*:*.admin-of-tests";
    private static final String CLIENT = "*:development.client-of-tests";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private Process postgres;
    private Process unleash;
    private int port;

    @Override
    protected void before() throws Exception {
        FlagSystems.assumeInstalled();
        folder = Files.createTempDirectory("unleash");
        int database = freePort();
        startPostgres(database);
        Path log = folder.resolve("unleash.log");
        unleash = FlagSystems.node("unleash.cjs", Integer.toString(database))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Pattern listening = Pattern.compile("listening (\\d+)");
        await("Unleash").atMost(PATIENCE).failFast(() -> !unleash.isAlive()).until(() -> {
            Matcher found = listening.matcher(Files.readString(log));
            boolean there = found.find();
            port = there ? Integer.parseInt(found.group(1)) : 0;
            return there;
        });
    }

    private void startPostgres(int database) throws Exception {
        Path bin;
        try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            bin = versions.sorted().reduce((older, newer) -> newer).orElseThrow().resolve("bin");
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            run(List.of("chown", "postgres", folder.toString()));
        }
        String data = folder.resolve("data").toString();
        run(as(root, bin.resolve("initdb").toString(), "-D", data, "-A", "trust", "-U", "unleash"));
        postgres = new ProcessBuilder(as(
                        root,
                        bin.resolve("postgres").toString(),
                        "-D", data, "-p", Integer.toString(database), "-k", folder.toString(),
                        "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await("PostgreSQL").atMost(PATIENCE).until(() -> new ProcessBuilder(
                                bin.resolve("pg_isready").toString(), "-q", "-h", "127.0.0.1", "-p", "" + database)
                        .start()
                        .waitFor()
                == 0);
    }

    /** PostgreSQL does not run as root. */
    private static List<String> as(boolean root, String... command) {
        List<String> all = new ArrayList<>(root ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") : List.of());
        all.addAll(List.of(command));
        return all;
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command.get(0) + " failed");
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    protected void after() {
        for (Process process : new Process[] {unleash, postgres}) {
            if (process != null) {
                process.destroy();
                process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            }
        }
        try {
            if (folder != null) {
                FlagSystems.delete(folder);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    JsonNode admin(String method, String path, String body) throws Exception {
        return ask(method, "/api/admin" + path, body, ADMIN);
    }

    /** What applications get. */
    String forClients() throws Exception {
        return ask("GET", "/api/client/features", null, CLIENT).toString();
    }

    private JsonNode ask(String method, String path, String body, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri() + path))
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
