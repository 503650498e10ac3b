package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real Prometheus on a free loopback port, with its data in a temporary folder, looking at the given pages four times
 * a second.
 */
public final class PrometheusServer extends InstalledServer {
    private static final Pattern ADDRESS = Pattern.compile("Listening on.*address=127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"]");

    private final Function<Path, String> configuration;
    private final HttpClient http = HttpClient.newHttpClient();
    private URI uri;
    private Supplier<String> past;

    /**
     * @param scraped the metrics pages to look at; asked for when the server starts, so that rules around this one can
     *     have started what serves them
     */
    public PrometheusServer(Supplier<List<URI>> scraped) {
        this(folder -> scraping(scraped.get()));
    }

    private PrometheusServer(Function<Path, String> configuration) {
        this.configuration = configuration;
    }

    /**
     * One with {@code scrape_configs} as they are written.
     *
     * @param written asked for when the server starts, with a folder for files that it names
     */
    public static PrometheusServer configured(Function<Path, String> written) {
        return new PrometheusServer(written);
    }

    /**
     * Gives it a past before it starts.
     *
     * @param openMetrics asked for when the server starts: OpenMetrics text with a time in each line
     */
    public PrometheusServer remembering(Supplier<String> openMetrics) {
        past = openMetrics;
        return this;
    }

    /** The value of the first series that a query gives; empty when there is none. */
    public Optional<String> value(String query) throws IOException, InterruptedException {
        Matcher value = VALUE.matcher(ask(query).body());
        return value.find() ? Optional.of(value.group(1)) : Optional.empty();
    }

    /** Whether it understands a query. */
    public boolean isQuery(String query) throws IOException, InterruptedException {
        return ask(query).statusCode() == 200;
    }

    private HttpResponse<String> ask(String query) throws IOException, InterruptedException {
        URI asked = URI.create(uri + "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        return http.send(HttpRequest.newBuilder(asked).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    void requireInstalled() {
        require("prometheus", "prometheus");
    }

    @Override
    void start() throws IOException {
        Path file = write(
                "prometheus.yml",
                "global: {scrape_interval: 250ms, scrape_timeout: 250ms}\n" + configuration.apply(folder()));
        if (past != null) {
            backfill(write("past", past.get()));
        }
        Process process = run(
                "prometheus",
                Map.of(),
                "prometheus",
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder().resolve("data"),
                "--web.listen-address=127.0.0.1:0");
        awaitSaying(process, "prometheus", "Listening on");
        Matcher address = ADDRESS.matcher(said("prometheus"));
        if (!address.find()) {
            throw new AssertionError(said("prometheus"));
        }
        uri = URI.create("http://127.0.0.1:" + address.group(1));
        HttpRequest ready = HttpRequest.newBuilder(URI.create(uri + "/-/ready")).build();
        await().atMost(PATIENCE)
                .until(() -> http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
    }

    private void backfill(Path text) throws IOException {
        Process promtool = run(
                "promtool",
                Map.of(),
                "promtool",
                "tsdb",
                "create-blocks-from",
                "openmetrics",
                text.toString(),
                folder().resolve("data").toString());
        await().atMost(PATIENCE).until(() -> !promtool.isAlive());
        if (promtool.exitValue() != 0) {
            throw new AssertionError("promtool: " + said("promtool"));
        }
    }

    private static String scraping(List<URI> pages) {
        var text = new StringBuilder("scrape_configs:\n");
        int number = 0;
        for (URI page : pages) {
            text.append("- {job_name: job%d, metrics_path: '%s', static_configs: [{targets: ['%s']}]}%n"
                    .formatted(++number, page.getPath(), page.getAuthority()));
        }
        return text.toString();
    }
}
