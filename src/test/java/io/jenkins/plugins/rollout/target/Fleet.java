package io.jenkins.plugins.rollout.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Targets behind a real server on a loopback port, one for each path, that keep on the disk which operations they have
 * performed and what they give to people. A test says how the server behaves.
 */
final class Fleet implements AutoCloseable {
    enum Behaviour {
        /** Does it and says so. */
        WELL,
        /** Says no, and does nothing. */
        FAILS,
        /** Takes the request in, does nothing and never answers. */
        HANGS,
        /** Does it and answers when whoever asked has long asked again. */
        LATE,
        /** Does it and says so, and then, unasked, that it failed. */
        TWICE,
        /** Does it and closes the connection. */
        DROPS
    }

    /** @param action deploy, undo or status */
    record Heard(String target, String action, String operation) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path disk;
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, CountDownLatch> asked = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Function<Heard, Behaviour> behaviour = any -> Behaviour.WELL;

    Fleet(Path disk) throws IOException {
        this.disk = Files.createDirectories(disk);
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    void behaves(Function<Heard, Behaviour> how) {
        behaviour = how;
    }

    List<Heard> heard(String action) {
        synchronized (heard) {
            return heard.stream().filter(one -> one.action().equals(action)).toList();
        }
    }

    /** What a target gives to people: a version with its exposure, or {@code stable}. */
    String live(String target) {
        Path file = disk.resolve(target + ".live");
        try {
            return Files.exists(file) ? Files.readString(file) : "stable";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operations that a target has performed, in order. */
    List<String> performed(String target) {
        Path file = disk.resolve(target + ".ledger");
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            while (one(in, connection.getOutputStream())) {
                // the next request on the same connection
            }
        } catch (IOException e) {
            // whoever asked has gone
        }
    }

    private boolean one(InputStream in, OutputStream out) throws IOException {
        String first = line(in);
        if (first == null) {
            return false;
        }
        int length = 0;
        String key = "";
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
            String name = header.substring(0, header.indexOf(':')).toLowerCase(Locale.ROOT);
            String value = header.substring(header.indexOf(':') + 1).trim();
            length = name.equals("content-length") ? Integer.parseInt(value) : length;
            key = name.equals("idempotency-key") ? value : key;
        }
        JsonNode body = JSON.readTree(in.readNBytes(length));
        String target = first.split(" ")[1].substring(1);
        var request = new Heard(target, body.path("action").asText(), key);
        heard.add(request);
        if (request.action().equals("status")) {
            answer(out, 200, status(target, body));
            return true;
        }
        CountDownLatch again = asked.put(key, new CountDownLatch(1));
        if (again != null) {
            again.countDown();
        }
        return behave(behaviour.apply(request), request, body, out);
    }

    private boolean behave(Behaviour how, Heard request, JsonNode body, OutputStream out) throws IOException {
        try {
            switch (how) {
                case WELL -> {
                    perform(request, body);
                    answer(out, 200, "{\"state\": \"done\"}");
                }
                case FAILS -> answer(out, 422, "{\"error\": \"not today\"}");
                case HANGS -> end.await();
                case LATE -> {
                    CountDownLatch next = asked.get(request.operation());
                    perform(request, body);
                    next.await(20, TimeUnit.SECONDS);
                    answer(out, 200, "{\"state\": \"done\"}");
                }
                case TWICE -> {
                    perform(request, body);
                    answer(out, 200, "{\"state\": \"done\"}");
                    answer(out, 200, "{\"state\": \"failed\"}");
                }
                case DROPS -> {
                    perform(request, body);
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    private synchronized void perform(Heard request, JsonNode body) throws IOException {
        if (performed(request.target()).contains(request.operation())) {
            return;
        }
        boolean deploy = request.action().equals("deploy");
        Files.writeString(
                disk.resolve(request.target() + ".live"),
                deploy ? body.path("version").asText() + " " + body.path("exposure").asText() : "stable");
        Files.writeString(
                disk.resolve(request.target() + ".ledger"),
                request.operation() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private synchronized String status(String target, JsonNode body) {
        boolean known = performed(target).contains(body.path("operation").asText());
        boolean live = live(target).startsWith(body.path("version").asText() + " ");
        boolean changed = body.path("of").asText().equals("deploy") && !live;
        return "{\"state\": \"" + (!known ? "unknown" : changed ? "changed" : "done") + "\", \"live\": " + live
                + (changed ? ", \"error\": \"" + live(target) + " is live\"" : "") + "}";
    }

    /** Somebody else has their hands on a target. */
    synchronized void meddle(String target, String live) throws IOException {
        Files.writeString(disk.resolve(target + ".live"), live);
    }

    private static void answer(OutputStream out, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        out.write(("HTTP/1.1 " + status + " OK\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                return null;
            }
            line.write(one);
        }
        return line.toString(StandardCharsets.US_ASCII).trim();
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        socket.close();
        threads.shutdownNow();
    }
}
