package io.jenkins.plugins.rollout.demo.shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The service that the demo rolls out: versions {@value #STABLE} and {@value #CANDIDATE} side by side, and customers.
 *
 * <table>
 * <caption>Its addresses, on 127.0.0.1</caption>
 * <tr><td>{@code GET /}</td><td>a page that shows who gets what, live</td></tr>
 * <tr><td>{@code GET /buy}</td><td>what customers do; answered by the version that the user gets</td></tr>
 * <tr><td>{@code POST /rollout}</td><td>what a deployment tool calls, see {@link Order}</td></tr>
 * <tr><td>{@code GET /rollout}</td><td>who gets what</td></tr>
 * <tr><td>{@code GET /metrics}</td><td>counters and histograms in Prometheus' text format</td></tr>
 * <tr><td>{@code GET /stats}</td><td>the last ten seconds of each version and of all as JSON</td></tr>
 * </table>
 */
public final class Shop implements AutoCloseable {
    public static final String APPLICATION = "shop";
    public static final String STABLE = "1.0.0";
    public static final String CANDIDATE = "2.0.0";

    /** Requests per second that the bad version can serve, as a share of all requests. */
    private static final double BAD_CAPACITY = 0.24;

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int MAX_ORDER_BYTES = 64 * 1024;

    /**
     * @param port of the shop; 0 for a free one
     * @param home folder where it keeps what is deployed; made when it is not there
     * @param bad whether the new version fails under load
     * @param requestsPerSecond how much the customers ask; 0 for none
     */
    public record Options(int port, Path home, boolean bad, double requestsPerSecond) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons("shop-timer"));
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("shop"));
    private final Measurements measurements = new Measurements(List.of(STABLE, CANDIDATE), System::nanoTime);
    private final Deployments deployments;
    private final ShopVersion stable;
    private final ShopVersion candidate;
    private final HttpServer front;
    private final Customers customers;

    /** Opens the shop; customers come in at once. */
    public Shop(Options options) throws IOException {
        Files.createDirectories(options.home());
        deployments = new Deployments(STABLE, CANDIDATE, options.home().resolve("shop.json"));
        front = Replies.loopbackServer(options.port(), threads);
        stable = new ShopVersion(STABLE, ConnectionPool.sound(timer), threads);
        candidate = new ShopVersion(CANDIDATE, pool(options), threads);
        Router router = new Router(stable, candidate, deployments::split, measurements);
        front.createContext("/", this::page);
        front.createContext("/buy", router::route);
        front.createContext("/rollout", this::rollout);
        front.createContext("/metrics", exchange -> Replies.text(
                exchange, 200, Exposition.CONTENT_TYPE, Exposition.of(measurements, CANDIDATE, deployments.split())));
        front.createContext("/stats", exchange -> Replies.json(exchange, 200, stats()));
        front.start();
        customers = new Customers(url(), options.requestsPerSecond(), timer);
    }

    private ConnectionPool pool(Options options) {
        return options.bad()
                ? ConnectionPool.leaking(Math.max(1, options.requestsPerSecond()) * BAD_CAPACITY, timer)
                : ConnectionPool.sound(timer);
    }

    /** For example {@code http://127.0.0.1:8090}, without a slash at the end. */
    public String url() {
        return Replies.urlOf(front);
    }

    /** Who gets {@value #CANDIDATE} now. */
    public Split split() {
        return deployments.split();
    }

    Map<String, Object> stats() {
        Map<String, Object> versions = new LinkedHashMap<>();
        for (String version : List.of(STABLE, CANDIDATE)) {
            versions.put(version, measurements.recent(version));
        }
        return Map.of(
                "windowSeconds", Measurements.WINDOW.toSeconds(), "all", measurements.recent(), "versions", versions);
    }

    private void rollout(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            Replies.json(exchange, 200, Map.of("version", CANDIDATE, "previousVersion", STABLE, "split", split()));
            return;
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "GET, POST");
            Replies.json(exchange, 405, Map.of("error", "POST an order, or GET what is deployed"));
            return;
        }
        Deployments.Answer answer;
        try (InputStream body = exchange.getRequestBody()) {
            Order order = Replies.JSON.readValue(body.readNBytes(MAX_ORDER_BYTES), Order.class);
            answer = answer(order, exchange.getRequestHeaders().getFirst(IDEMPOTENCY_KEY));
        } catch (UncheckedIOException e) {
            answer = Deployments.Answer.refused(500, e.getMessage());
        } catch (JsonProcessingException e) {
            answer = Deployments.Answer.refused(400, "not the JSON that is wanted here: " + e.getOriginalMessage());
        }
        Replies.json(exchange, answer.status(), answer.body());
    }

    private Deployments.Answer answer(Order order, String key) {
        if (order == null) {
            return Deployments.Answer.refused(400, "an order is needed");
        }
        boolean another = key != null && !key.equals(order.operation()) && !"status".equals(order.action());
        return another
                ? Deployments.Answer.refused(400, IDEMPOTENCY_KEY + " must be the operation")
                : deployments.perform(order);
    }

    private void page(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            Replies.json(exchange, 404, Map.of("error", "not here; try /, /buy, /rollout, /metrics or /stats"));
            return;
        }
        try (InputStream page = Shop.class.getResourceAsStream("/demo/shop.html")) {
            Replies.bytes(exchange, 200, "text/html; charset=utf-8", page.readAllBytes());
        }
    }

    @Override
    public void close() {
        customers.close();
        front.stop(0);
        stable.close();
        candidate.close();
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
