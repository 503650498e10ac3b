package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Rule;

/** A source against the written contract of an API that cannot run here: see contracts/README.md. */
public abstract class WrittenContract {
    static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    static final Window WINDOW = new Window(START, START.plusSeconds(180), Duration.ofMinutes(1));

    @Rule
    public final StubServer server = new StubServer();

    private final String folder;
    private final String path;
    private final Map<String, String> headers;

    /**
     * @param path where the API listens
     * @param headers what an administrator gives the server
     */
    WrittenContract(String folder, String path, Map<String, String> headers) {
        this.folder = folder;
        this.path = path;
        this.headers = headers;
    }

    /** The server answers with these files from now on, one after the other. */
    final Asking answers(String... files) {
        return answers(200, files);
    }

    final Asking answers(int status, String... files) {
        for (String file : files) {
            String type = file.endsWith(".csv") ? "text/csv; charset=utf-8" : "application/json";
            server.on(path, status, Map.of("Content-Type", type), read(file));
        }
        return Asking.of(server.uri("")).sending(headers);
    }

    final String read(String file) {
        try (InputStream in = WrittenContract.class.getResourceAsStream("contracts/" + folder + "/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final StubServer.Asked asked() {
        return server.asked().get(server.asked().size() - 1);
    }

    /** The last request was a POST of the documented body, with all headers of the server. */
    final void assertAskedAsDocumented() throws IOException {
        var json = new ObjectMapper();
        assertThat(asked().method(), is("POST"));
        assertThat(json.readTree(asked().body()), is(json.readTree(read("request.json"))));
    }

    final void assertHeadersSent() {
        headers.forEach((name, value) -> assertThat(name, header(name), is(value)));
    }

    /** The JDK's server writes names of headers in its own way. */
    final String header(String name) {
        return asked().headers().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(entry -> entry.getValue().get(0))
                .findFirst()
                .orElse("");
    }

    final void assertNoSecret(String words) {
        headers.values().forEach(secret -> assertThat(words, not(containsString(secret))));
    }

    static List<String> problems(MetricSource source) {
        return source.validate().stream().map(Problem::toString).toList();
    }
}
