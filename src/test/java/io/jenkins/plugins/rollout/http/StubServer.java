package io.jenkins.plugins.rollout.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.rules.ExternalResource;

/** A real HTTP server on a free loopback port that answers what a test tells it to, and remembers what it was asked. */
public final class StubServer extends ExternalResource {
    /** What was asked. */
    public record Asked(String method, String uri, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }
    }

    /** What is answered. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    private final Map<String, Queue<Answer>> answers = new ConcurrentHashMap<>();
    private final Map<String, Function<Asked, String>> reckoned = new ConcurrentHashMap<>();
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Answer elsewhere;
    private HttpServer server;

    @Override
    protected void before() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    @Override
    protected void after() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** The answers for a path, one after the other; the last one stays. */
    public StubServer on(String path, int status, String body) {
        return on(path, status, Map.of(), body);
    }

    public StubServer on(String path, int status, Map<String, String> headers, String body) {
        answers.computeIfAbsent(path, unused -> new ArrayDeque<>()).add(new Answer(status, headers, body));
        return this;
    }

    /** A body that depends on what is asked, for a path. */
    public StubServer on(String path, Function<Asked, String> body) {
        reckoned.put(path, body);
        return this;
    }

    /** An answer in place of those that are left. */
    public StubServer instead(String path, int status, String body) {
        answers.put(path, new ArrayDeque<>(List.of(new Answer(status, Map.of(), body))));
        return this;
    }

    /** Answers nothing at a path until the latch is open. */
    public CountDownLatch hold(String path) {
        var latch = new CountDownLatch(1);
        held.put(path, latch);
        return latch;
    }

    /** The answer for all paths that have none of their own, from now on. */
    public StubServer everywhere(int status, String body) {
        elsewhere = new Answer(status, Map.of(), body);
        return this;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var question = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body);
            asked.add(question);
            String path = exchange.getRequestURI().getPath();
            held.getOrDefault(path, new CountDownLatch(0)).await();
            Answer answer = reckoned.containsKey(path)
                    ? new Answer(200, Map.of(), reckoned.get(path).apply(question))
                    : next(path);
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            throw new IOException("the server was stopped", e);
        }
    }

    private Answer next(String path) {
        Queue<Answer> queue = answers.getOrDefault(path, new ArrayDeque<>());
        synchronized (queue) {
            if (queue.isEmpty()) {
                return elsewhere == null ? new Answer(404, Map.of(), "nothing at " + path) : elsewhere;
            }
            return queue.size() > 1 ? queue.poll() : queue.peek();
        }
    }
}
