package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/**
 * A real Prometheus on a free loopback port, with its data in a temporary folder, looking at the given pages four times
 * a second. It is the {@code prometheus} of the search path, as Debian's package installs it; without one the test is
 * skipped, in CI it fails.
 */
public final class PrometheusServer extends ExternalResource {
    private static final Pattern ADDRESS = Pattern.compile("Listening on.*address=127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern VALUE = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"]");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Function<Path, String> configuration;
    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private Process process;
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

    /** Where it is, without a slash at the end. */
    public URI uri() {
        return uri;
    }

    @Override
    protected void before() throws IOException {
        requireInstalled();
        folder = Files.createTempDirectory("prometheus");
        Path file = Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: {scrape_interval: 250ms, scrape_timeout: 250ms}\n" + configuration.apply(folder));
        if (past != null) {
            backfill(Files.writeString(folder.resolve("past"), past.get()));
        }
        Path log = folder.resolve("log");
        process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await().atMost(PATIENCE).until(() -> isReady(log));
    }

    private void backfill(Path text) throws IOException {
        Path said = folder.resolve("promtool.log");
        Process promtool = new ProcessBuilder(
                        "promtool",
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        text.toString(),
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (!promtool.waitFor(60, TimeUnit.SECONDS) || promtool.exitValue() != 0) {
                promtool.destroyForcibly();
                throw new AssertionError("promtool: " + Files.readString(said, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            promtool.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void requireInstalled() {
        boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "prometheus")));
        if (!installed && Boolean.parseBoolean(System.getenv("CI"))) {
            fail("Prometheus is missing: install the Debian package prometheus");
        }
        assumeTrue("Prometheus is missing: install the Debian package prometheus", installed);
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

    private boolean isReady(Path log) throws IOException, InterruptedException {
        String text = Files.readString(log, StandardCharsets.UTF_8);
        if (!process.isAlive()) {
            throw new AssertionError("Prometheus ended: " + text);
        }
        Matcher address = ADDRESS.matcher(text);
        if (!address.find()) {
            return false;
        }
        uri = URI.create("http://127.0.0.1:" + address.group(1));
        HttpRequest ready = HttpRequest.newBuilder(URI.create(uri + "/-/ready")).build();
        return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    @Override
    protected void after() {
        if (process != null) {
            end();
        }
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
