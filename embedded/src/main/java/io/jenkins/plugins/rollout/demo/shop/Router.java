package io.jenkins.plugins.rollout.demo.shop;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sends each request to the version that its user gets, and measures the answer.
 *
 * <p>The user comes in the header {@code X-User}, the groups in {@code X-User-Group}, separated by commas. Who brings
 * no user is somebody new each time.
 */
final class Router {
    static final String USER = "X-User";
    static final String GROUPS = "X-User-Group";
    static final String VERSION = "X-Shop-Version";

    private static final System.Logger LOGGER = System.getLogger(Router.class.getName());

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ShopVersion stable;
    private final ShopVersion candidate;
    private final Supplier<Split> split;
    private final Measurements measurements;

    Router(ShopVersion stable, ShopVersion candidate, Supplier<Split> split, Measurements measurements) {
        this.stable = stable;
        this.candidate = candidate;
        this.split = split;
        this.measurements = measurements;
    }

    void route(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String user = headers.getFirst(USER) == null ? UUID.randomUUID().toString() : headers.getFirst(USER);
        Set<String> groups = groups(headers.getFirst(GROUPS));
        ShopVersion version = split.get().includes(Placement.of(Shop.APPLICATION, user), groups) ? candidate : stable;
        exchange.getResponseHeaders().set(VERSION, version.name());
        exchange.getRequestBody().close();

        long began = System.nanoTime();
        HttpResponse<byte[]> answer = null;
        try {
            answer = client.send(forward(version, exchange.getRequestURI()), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "no answer from " + version.name(), e);
        }
        int status = answer == null ? 502 : answer.statusCode();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        measurements.record(new Measurements.Kind(version.name(), status, audience(groups)), took);
        if (answer == null) {
            Replies.json(exchange, status, Map.of("error", "no answer from version " + version.name()));
        } else {
            Replies.bytes(exchange, status, "application/json", answer.body());
        }
    }

    private static HttpRequest forward(ShopVersion version, URI asked) {
        return HttpRequest.newBuilder(URI.create(version.url() + asked.getRawPath()))
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    private static Set<String> groups(String header) {
        return header == null
                ? Set.of()
                : Arrays.stream(header.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    private static String audience(Set<String> groups) {
        return Measurements.AUDIENCES.stream().filter(groups::contains).findFirst().orElse(Measurements.EVERYONE);
    }
}
