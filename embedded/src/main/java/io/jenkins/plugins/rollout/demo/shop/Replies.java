package io.jenkins.plugins.rollout.demo.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;

/** How the servers of the shop listen and answer. */
final class Replies {
    static final ObjectMapper JSON = new ObjectMapper();

    static {
        // without it the JDK's server sends head and body of an answer in two packets, 40 ms apart
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private Replies() {}

    /**
     * A server on the loopback address, not yet started.
     *
     * @param port 0 for a free one
     */
    static HttpServer loopbackServer(int port, Executor executor) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.setExecutor(executor);
        return server;
    }

    static String urlOf(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    static void json(HttpExchange exchange, int status, Object body) {
        try {
            bytes(exchange, status, "application/json", JSON.writeValueAsBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void text(HttpExchange exchange, int status, String type, String body) {
        bytes(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static void bytes(HttpExchange exchange, int status, String type, byte[] body) {
        exchange.getResponseHeaders().set("Content-Type", type);
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (IOException e) {
            // the caller has gone away before its answer; there is nobody left to tell
            System.getLogger(Replies.class.getName()).log(System.Logger.Level.DEBUG, "caller gone", e);
        }
    }
}
