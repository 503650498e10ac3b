package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server with a rollout that a test puts on its stage: the real scripts and styles, and a scene to look at. */
final class StagedRollout implements AutoCloseable {
    static final String POLICY = "default-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

    /** @param body as JSON */
    record Posted(String action, JsonNode body, String crumb) {}


    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Posted> posts = new CopyOnWriteArrayList<>();
    private Scene scene;
    private Actor viewer = Scene.BOB;
    private JsonNode stateInstead;
    private int status = 200;
    private JsonNode answer = JsonNodeFactory.instance.objectNode().put("sequence", 1);
    private boolean down;

    StagedRollout(Scene scene) throws IOException {
        this.scene = scene;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/rollout/";
    }

    StagedRollout viewedBy(Actor actor) {
        viewer = actor;
        return this;
    }

    /** Something happened. */
    synchronized void changed(Runnable change) {
        change.run();
        notifyAll();
    }

    synchronized void scene(Scene next) {
        scene = next;
        notifyAll();
    }

    synchronized void answering(int newStatus, JsonNode newAnswer) {
        status = newStatus;
        answer = newAnswer;
    }

    /** From now on the page carries this instead of what the viewer sees of the scene. */
    void carrying(JsonNode state) {
        stateInstead = state;
    }

    /** Whether the server closes connections without an answer. */
    synchronized void down(boolean isDown) {
        down = isDown;
        notifyAll();
    }

    List<String> asked() {
        return new ArrayList<>(asked);
    }

    List<Posted> posts() {
        return new ArrayList<>(posts);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            if (path.startsWith("/static/")) {
                file(exchange, path.substring("/static/".length()));
                return;
            }
            if (!path.startsWith("/rollout/")) {
                send(exchange, 404, "text/plain", "");
                return;
            }
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            rollout(exchange, path.substring("/rollout/".length()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rollout(HttpExchange exchange, String rest) throws IOException, InterruptedException {
        if (exchange.getRequestMethod().equals("POST")) {
            post(exchange, rest);
        } else if (rest.isEmpty()) {
            send(exchange, 200, "text/html;charset=utf-8", page());
        } else if (rest.equals("events")) {
            events(exchange);
        } else {
            send(exchange, 404, "text/plain", "");
        }
    }

    private void events(HttpExchange exchange) throws IOException, InterruptedException {
        String query = exchange.getRequestURI().getQuery();
        long after = Long.parseLong(query.replaceAll(".*after=(\\d+).*", "$1"));
        JsonNode json;
        synchronized (this) {
            long end = System.nanoTime() + 5_000_000_000L;
            while (!down && query.contains("wait=true") && scene.entries().size() <= after && System.nanoTime() < end) {
                wait(100);
            }
            if (down) {
                return;
            }
            json = scene.eventsAfter(Math.min(after, scene.entries().size()), viewer);
        }
        send(exchange, 200, "application/json", Lines.JSON.writeValueAsString(json));
    }

    private void post(HttpExchange exchange, String action) throws IOException {
        JsonNode body = Lines.JSON.readTree(exchange.getRequestBody().readAllBytes());
        synchronized (this) {
            if (down) {
                return;
            }
            posts.add(new Posted(action, body, exchange.getRequestHeaders().getFirst("Jenkins-Crumb")));
            send(exchange, status, "application/json", Lines.JSON.writeValueAsString(answer));
        }
    }

    private synchronized String page() {
        String state = Answer.inPage(stateInstead == null ? scene.seenBy(viewer) : stateInstead);
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head data-crumb-header="Jenkins-Crumb" data-crumb-value="c4umb">
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Rollout</title>
                <link rel="stylesheet" href="/static/stage.css">
                <link rel="stylesheet" href="/static/css/rollout.css">
                </head>
                <body><main>
                <div id="rollout" data-base="/rollout/" data-login="/login"></div>
                <div id="rollout-voice" class="rollout-voice" role="status" aria-live="polite"></div>
                <script type="application/json" id="rollout-state">%s</script>
                <script type="module" src="/static/js/rollout.js"></script>
                </main></body>
                </html>
                """.replace("%s", state);
    }

    private static final Map<String, String> TYPES = Map.of("js", "text/javascript", "css", "text/css");

    private static void file(HttpExchange exchange, String name) throws IOException {
        String resource = name.equals("stage.css") ? "stage.css" : "/plugin-webapp/" + name;
        try (InputStream in = StagedRollout.class.getResourceAsStream(resource)) {
            if (in == null) {
                send(exchange, 404, "text/plain", "");
            } else {
                String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
                send(exchange, 200, type, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
