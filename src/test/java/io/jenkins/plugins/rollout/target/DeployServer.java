package io.jenkins.plugins.rollout.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** A real HTTP server on a free loopback port that speaks the http target's protocol as a test tells it to. */
final class DeployServer extends ExternalResource {
    /** What was asked, with the body as JSON where there was one. */
    record Heard(String method, String path, Map<String, List<String>> headers, JsonNode body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }

        String action() {
            return body.path("action").asText(method);
        }
    }

    /** What is answered. */
    record Reply(int status, Map<String, String> headers, String body) {
        static Reply of(int status) {
            return new Reply(status, Map.of(), "");
        }

        static Reply of(int status, String body) {
            return new Reply(status, Map.of(), body);
        }

        static Reply of(int status, String header, String value) {
            return new Reply(status, Map.of(header, value), "");
        }
    }

    /** Takes the request in and never answers. */
    static final Reply HANG = Reply.of(-1);

    /** Takes the request in and closes the connection. */
    static final Reply DROP = Reply.of(-2);

    private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();
    private final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Function<Heard, Reply> mind;
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
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    /** The replies to an action, or to a GET of a path, one after the other; the last one stays. */
    DeployServer on(String actionOrPath, Reply... next) {
        replies.computeIfAbsent(actionOrPath, unused -> new ArrayDeque<>()).addAll(List.of(next));
        return this;
    }

    DeployServer forget(String actionOrPath) {
        replies.remove(actionOrPath);
        return this;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    List<Heard> heard() {
        return List.copyOf(heard);
    }

    List<Heard> heard(String action) {
        return heard().stream().filter(each -> each.action().equals(action)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var asked = new Heard(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new ObjectMapper().readTree(body));
            heard.add(asked);
            String key = asked.method().equals("GET") ? asked.path() : asked.action();
            Reply reply = mind == null ? next(key) : mind.apply(asked);
            if (reply == HANG) {
                end.await();
            } else if (reply != DROP) {
                answer(exchange, reply);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Answers everything by itself. */
    DeployServer thinking(Function<Heard, Reply> mind) {
        this.mind = mind;
        return this;
    }

    private Reply next(String key) {
        Queue<Reply> queue = replies.getOrDefault(key, new ArrayDeque<>());
        synchronized (queue) {
            return queue.isEmpty() ? Reply.of(404) : queue.size() > 1 ? queue.poll() : queue.peek();
        }
    }
}
