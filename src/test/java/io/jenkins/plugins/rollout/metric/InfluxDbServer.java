package io.jenkins.plugins.rollout.metric;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real InfluxDB 1.x with a database {@code shop}, which a user {@code reader} may read. */
final class InfluxDbServer extends InstalledServer {
    private static final Pattern ADDRESS = Pattern.compile("Listening on HTTP.*addr=127\\.0\\.0\\.1:(\\d+)");
    private static final String CONFIGURATION =
            """
            reporting-disabled = true
            bind-address = "127.0.0.1:0"
            [meta]
            dir = "%1$s/meta"
            [data]
            dir = "%1$s/data"
            wal-dir = "%1$s/wal"
            [monitor]
            store-enabled = false
            [http]
            bind-address = "127.0.0.1:0"
            auth-enabled = true
            [logging]
            format = "logfmt"
            """;

    private final Supplier<String> lines;
    private final HttpClient http = HttpClient.newHttpClient();
    private URI uri;

    /** @param lines what is written, in InfluxDB's line protocol with times in seconds; asked for when it starts */
    InfluxDbServer(Supplier<String> lines) {
        this.lines = lines;
    }

    @Override
    void requireInstalled() {
        require("influxdb", "influxd");
    }

    @Override
    public URI uri() {
        return uri;
    }

    /** What a request says whose user is that. */
    static Map<String, String> login(String user, String password) {
        String pair = user + ":" + password;
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    void start() throws IOException {
        String configuration = write("influxdb.conf", CONFIGURATION.formatted(folder())).toString();
        Process process = run("influxd", Map.of(), "influxd", "-config", configuration);
        awaitSaying(process, "influxd", "Listening for signals");
        Matcher address = ADDRESS.matcher(said("influxd"));
        if (!address.find()) {
            throw new AssertionError(said("influxd"));
        }
        uri = URI.create("http://127.0.0.1:" + address.group(1));
        query("CREATE USER admin WITH PASSWORD 'admin' WITH ALL PRIVILEGES");
        query("CREATE DATABASE shop");
        query("CREATE USER reader WITH PASSWORD 'reader-password'");
        query("GRANT READ ON shop TO reader");
        post("/write?db=shop&precision=s", lines.get());
    }

    private void query(String query) throws IOException {
        post("/query?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8), "");
    }

    private void post(String path, String body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(uri + path)).POST(HttpRequest.BodyPublishers.ofString(body));
        login("admin", "admin").forEach(request::header);
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() > 204 || response.body().contains("error")) {
                throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
