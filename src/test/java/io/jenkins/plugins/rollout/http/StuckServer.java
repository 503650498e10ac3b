package io.jenkins.plugins.rollout.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.rules.ExternalResource;

/** A server that misbehaves: it sends a beginning, then what it was told, until the other side hangs up. */
public final class StuckServer extends ExternalResource {
    final CountDownLatch taken = new CountDownLatch(1);
    final CountDownLatch hungUp = new CountDownLatch(1);
    final AtomicLong sent = new AtomicLong();
    private volatile String beginning = "";
    private volatile byte[] flood = new byte[0];
    private ServerSocket socket;

    @Override
    protected void before() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var thread = new Thread(this::serve, "stuck-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected void after() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends this and then nothing more, without hanging up. */
    public StuckServer saying(String text) {
        beginning = text;
        return this;
    }

    /** Sends this again and again, after the beginning. */
    public StuckServer flooding(String text) {
        flood = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/metrics?token=s3cret");
    }

    private void serve() {
        try (Socket client = socket.accept()) {
            taken.countDown();
            client.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().flush();
            while (flood.length > 0) {
                client.getOutputStream().write(flood);
                sent.addAndGet(flood.length);
            }
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            hungUp.countDown();
        } catch (IOException e) {
            hungUp.countDown(); // a write or read on a connection that the other side has closed
        }
    }
}
