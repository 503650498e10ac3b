package io.jenkins.plugins.rollout.target.haproxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** An HTTP server that answers its name and counts, as little as keep-alive takes. */
final class CountedServer {
    private static final String END = "\r\n\r\n";

    private final byte[] answer;
    private final AtomicLong served = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "counted-server");
        thread.setDaemon(true);
        return thread;
    });
    private ServerSocketChannel door;

    /** @param name three characters, as {@link Client} reads them */
    CountedServer(String name) {
        answer = ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + name).getBytes(StandardCharsets.US_ASCII);
    }

    long served() {
        return served.get();
    }

    int start() throws IOException {
        door = ServerSocketChannel.open();
        ServerSocket socket = door.socket();
        socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        threads.execute(() -> {
            while (door.isOpen()) {
                try {
                    SocketChannel connection = door.accept();
                    threads.execute(() -> serve(connection));
                } catch (IOException e) {
                    return; // stopped
                }
            }
        });
        return socket.getLocalPort();
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            connection.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
            while (request(connection)) {
                served.incrementAndGet();
                ByteBuffer out = ByteBuffer.wrap(answer);
                while (out.hasRemaining()) {
                    connection.write(out);
                }
            }
        } catch (IOException e) {
            // HAProxy has closed it
            return;
        }
    }

    /** Reads one request without a body; false at the end. */
    private static boolean request(ByteChannel connection) throws IOException {
        var text = new StringBuilder();
        ByteBuffer chunk = ByteBuffer.allocate(2048);
        while (text.indexOf(END) < 0) {
            if (connection.read(chunk.clear()) < 0) {
                return false;
            }
            text.append(StandardCharsets.US_ASCII.decode(chunk.flip()));
        }
        return true;
    }

    void stop() throws IOException {
        if (door != null) {
            door.close();
        }
        threads.shutdownNow();
    }

    /** A client that keeps its connection. */
    static final class Client implements AutoCloseable {
        private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

        private final SocketChannel connection;

        Client(java.nio.file.Path door) throws IOException {
            connection = SocketChannel.open(java.net.UnixDomainSocketAddress.of(door));
        }

        /** Who answered; anything but {@code new} or {@code old} is a request that failed. */
        String ask() throws IOException {
            connection.write(ByteBuffer.wrap(REQUEST));
            var text = new StringBuilder();
            ByteBuffer chunk = ByteBuffer.allocate(2048);
            while (text.indexOf(END) < 0 || text.length() < text.indexOf(END) + END.length() + 3) {
                if (connection.read(chunk.clear()) < 0) {
                    return "closed: " + text;
                }
                text.append(StandardCharsets.US_ASCII.decode(chunk.flip()));
            }
            return text.toString().startsWith("HTTP/1.1 200")
                    ? text.substring(text.indexOf(END) + END.length())
                    : text.toString();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
