package io.jenkins.plugins.rollout.demo.shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One version of the shop: a real HTTP server of its own. */
final class ShopVersion implements AutoCloseable {
    /** Every so many requests one fails, in any version, as in real life. */
    private static final int BAD_LUCK = 1_000;

    private final String version;
    private final ConnectionPool pool;
    private final HttpServer server;
    private final AtomicInteger served = new AtomicInteger();

    ShopVersion(String version, ConnectionPool pool, Executor executor) throws IOException {
        this.version = version;
        this.pool = pool;
        this.server = Replies.loopbackServer(0, executor);
        server.createContext("/buy", this::buy);
        server.start();
    }

    String name() {
        return version;
    }

    String url() {
        return Replies.urlOf(server);
    }

    private void buy(HttpExchange exchange) throws IOException {
        try {
            if (!pool.take()) {
                Replies.json(exchange, 503, Map.of("version", version, "error", "no database connection is free"));
                return;
            }
            work();
            pool.giveBack();
            if (served.incrementAndGet() % BAD_LUCK == 0) {
                Replies.json(exchange, 500, Map.of("version", version, "error", "bad luck"));
            } else {
                Replies.json(exchange, 200, Map.of("version", version, "message", "thank you"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Replies.json(exchange, 503, Map.of("version", version, "error", "closing"));
        }
    }

    /** What a purchase takes: some milliseconds in the database. */
    private static void work() throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(5_000, 15_000));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
