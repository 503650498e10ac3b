package io.jenkins.plugins.rollout.backtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.junit.rules.ExternalResource;

/** Answers range queries as a Prometheus does, from functions of time; NaN is a gap. */
public final class PastServer extends ExternalResource {
    private final Map<String, ToDoubleFunction<Instant>> queries = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @Override
    protected void before() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/query_range", this::answer);
        server.start();
    }

    @Override
    protected void after() {
        server.stop(0);
    }

    public PastServer on(String query, ToDoubleFunction<Instant> value) {
        queries.put(query, value);
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The queries that were asked, with what they were asked for. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.add(form.get("query") + " " + form.get("start") + ".." + form.get("end") + " by " + form.get("step"));
            ToDoubleFunction<Instant> query = queries.get(form.get("query"));
            String body = query == null
                    ? "{\"status\":\"error\",\"error\":\"unknown query " + form.get("query") + "\"}"
                    : "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series(form, query) + "]}}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(query == null ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String series(Map<String, String> form, ToDoubleFunction<Instant> query) {
        var points = new ArrayList<String>();
        long end = Long.parseLong(form.get("end"));
        for (long at = Long.parseLong(form.get("start")); at <= end; at += Long.parseLong(form.get("step"))) {
            double value = query.applyAsDouble(Instant.ofEpochSecond(at));
            if (!Double.isNaN(value)) {
                points.add(String.format(Locale.ROOT, "[%d,\"%s\"]", at, value));
            }
        }
        return points.isEmpty() ? "" : "{\"metric\":{},\"values\":[" + String.join(",", points) + "]}";
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            int at = pair.indexOf('=');
            form.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        return form;
    }
}
