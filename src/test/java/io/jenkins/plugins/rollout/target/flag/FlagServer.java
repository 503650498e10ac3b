package io.jenkins.plugins.rollout.target.flag;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.rules.ExternalResource;

/** A real HTTP server on a free loopback port, and a context of targets that knows servers by a name. */
final class FlagServer extends ExternalResource {
    interface Mind {
        /** The answer: a status, a blank, the body. */
        String answer(String method, String key, String ifMatch, String body) throws IOException;
    }

    private final Mind mind;
    private HttpServer server;

    FlagServer(Mind mind) {
        this.mind = mind;
    }

    @Override
    protected void before() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    @Override
    protected void after() {
        server.stop(0);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/flags.json");
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            String[] answer = mind.answer(
                            exchange.getRequestMethod(), key, exchange.getRequestHeaders().getFirst("If-Match"), body)
                    .split(" ", 2);
            byte[] bytes = answer[1].getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("ETag", tag(answer[1]));
            exchange.sendResponseHeaders(Integer.parseInt(answer[0]), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    static String tag(String text) {
        return '"' + Integer.toHexString(text.hashCode()) + '"';
    }

    /** A context in which every server of any name is at that place. */
    static TargetContext context(URI place, Map<String, String> headers) {
        return context(place, headers, null);
    }

    /** The same for servers of one kind; null for every kind. */
    static TargetContext context(URI place, Map<String, String> headers, String only) {
        var servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return name.equals("none") || only != null && !only.equals(kind) ? Optional.empty() : Optional.of(new Server(name, kind, place, headers));
            }

            @Override
            public List<String> names(String kind) {
                return List.of("flags");
            }
        };
        var endpoints = new Endpoints(servers, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        return new TargetContext(endpoints, rolloutId -> Optional.empty());
    }
}
