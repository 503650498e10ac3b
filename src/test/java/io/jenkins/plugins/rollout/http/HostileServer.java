package io.jenkins.plugins.rollout.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.rules.ExternalResource;

/** A real server on loopback that means harm. It plays the same trick on everybody who connects. */
public final class HostileServer extends ExternalResource {
    /** What it does with a connection whose request it has read. */
    @FunctionalInterface
    public interface Trick {
        void play(Wire wire) throws IOException;
    }

    /** One connection, from the server's side. */
    public final class Wire {
        private final OutputStream out;
        private final String request;

        private Wire(OutputStream out, String request) {
            this.out = out;
            this.request = request;
        }

        /** What was asked, its headers as they came. */
        public String request() {
            return request;
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /** Bytes as they are; counted. */
        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            sent.addAndGet(bytes.length);
        }

        /** Sends the same again and again, so many bytes at most, while the other side takes them. */
        public void flood(String text, long bytes) throws IOException {
            byte[] chunk = text.repeat(Math.max(1, 8192 / text.length())).getBytes(StandardCharsets.ISO_8859_1);
            for (long written = 0; written < bytes; written += chunk.length) {
                send(chunk);
            }
        }

        /** Sends a byte at each tick until the other side hangs up. */
        public void drip(String text) throws IOException {
            try {
                for (int at = 0; !over.await(20, TimeUnit.MILLISECONDS); at++) {
                    send(text.substring(at % text.length(), at % text.length() + 1));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Says no more and keeps the connection. */
        public void fallSilent() {
            try {
                over.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile Trick trick = wire -> {};
    private ServerSocket socket;

    @Override
    protected void before() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    @Override
    protected void after() {
        over.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public HostileServer playing(Trick next) {
        trick = next;
        return this;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/metrics");
    }

    /** Bytes that it got rid of: whoever reads it cannot hold more of them in memory. */
    public long sent() {
        return sent.get();
    }

    public int connections() {
        return connections.get();
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "hostile-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                connections.incrementAndGet();
                start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            trick.play(new Wire(client.getOutputStream(), head(client)));
        } catch (IOException e) {
            Thread.currentThread().setName("hostile-server that was hung up on");
        }
    }

    private static String head(Socket client) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = client.getInputStream().read();
            if (read < 0) {
                return head.toString();
            }
            head.append((char) read);
        }
        // a connection that is closed over unread bytes takes what was sent with it
        Matcher body = LENGTH.matcher(head);
        client.getInputStream().readNBytes(body.find() ? Integer.parseInt(body.group(1)) : 0);
        return head.toString();
    }
}
