package io.jenkins.plugins.rollout.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program of its own, for a JVM whose names come from a file: the name means this machine's first loopback address
 * when it is checked, and another one right afterwards.
 */
final class Rebinding {
    static final String NAME = "rebinding.example";

    private Rebinding() {}

    /** Prints what was answered. @param args the file of names, a URL with {@link #NAME} in it */
    public static void main(String[] args) throws Exception {
        Path names = Path.of(args[0]);
        write(names, "127.0.0.1");
        var destinations = new Destinations(host -> check(names, host));
        var http = new BoundedHttp(
                () -> HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY),
                () -> null,
                destinations,
                Duration.ofSeconds(20));
        var request = new Request("x", "GET", URI.create(args[1]), null, null, null, Trust.SERVER);
        System.out.println(http.send(request).toCompletableFuture().get(30, TimeUnit.SECONDS).body());
    }

    private static InetAddress[] check(Path names, String host) throws UnknownHostException {
        try {
            return InetAddress.getAllByName(host);
        } finally {
            write(names, "127.0.0.2");
        }
    }

    private static void write(Path names, String address) {
        try {
            Files.writeString(names, address + " " + NAME + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
