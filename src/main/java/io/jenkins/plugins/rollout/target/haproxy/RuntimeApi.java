package io.jenkins.plugins.rollout.target.haproxy;

import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * HAProxy's runtime API ("stats socket"), over TCP or a Unix socket: one command a connection, whose answer ends with
 * the connection. Held within bounds of time and size. All of it blocks.
 */
public final class RuntimeApi {
    /** The longest time for one command, with the connection. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final int MOST = 1 << 20;
    private static final int CHUNK = 8192;

    private final String name;
    private final URI place;
    private final Duration limit;

    /** @param endpoint {@code tcp://host:port} or {@code unix:///path} */
    public RuntimeApi(Endpoint endpoint) {
        this(endpoint, LIMIT);
    }

    RuntimeApi(Endpoint endpoint, Duration limit) {
        this.name = endpoint.name();
        this.place = endpoint.uri();
        this.limit = limit;
    }

    /** What an HAProxy says of itself: {@code HAProxy 2.6.12}. */
    public String version() {
        for (String line : ask("show info").split("\n")) {
            if (line.startsWith("Version: ")) {
                return "HAProxy " + line.substring("Version: ".length()).strip();
            }
        }
        throw NoAnswer.strange(name);
    }

    /**
     * Sends a command.
     *
     * @param command one line, of one command; nothing from outside may be in it unchecked
     * @return the answer without blank lines around it
     * @throws HttpFailure when no whole answer came
     */
    String ask(String command) {
        if (command.indexOf('\n') >= 0 || command.indexOf(';') >= 0) {
            throw new IllegalArgumentException("more than one command");
        }
        long until = System.nanoTime() + limit.toNanos();
        try (Selector selector = Selector.open();
                SocketChannel channel = open()) {
            channel.configureBlocking(false);
            connect(channel, selector, until);
            write(channel, selector, until, command + "\n");
            return read(channel, selector, until).strip();
        } catch (IOException | RuntimeException e) {
            throw e instanceof HttpFailure failure ? failure : NoAnswer.io(name, e);
        }
    }

    private SocketChannel open() throws IOException {
        return isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    }

    private boolean isUnix() {
        return "unix".equals(place.getScheme());
    }

    private void connect(SocketChannel channel, Selector selector, long until) throws IOException {
        SocketAddress address = isUnix()
                ? UnixDomainSocketAddress.of(place.getPath())
                : new InetSocketAddress(place.getHost().replaceAll("[\\[\\]]", ""), place.getPort());
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw NoAnswer.unknownHost(name);
        }
        boolean connected = channel.connect(address);
        channel.register(selector, SelectionKey.OP_CONNECT);
        while (!connected) {
            await(selector, until);
            connected = channel.finishConnect();
        }
    }

    private void write(SocketChannel channel, Selector selector, long until, String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
        while (bytes.hasRemaining()) {
            await(selector, until);
            channel.write(bytes);
        }
    }

    private String read(SocketChannel channel, Selector selector, long until) throws IOException {
        var answer = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
        while (true) {
            await(selector, until);
            int count = channel.read(chunk.clear());
            if (count < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.write(chunk.array(), 0, count);
            if (answer.size() > MOST) {
                throw NoAnswer.tooLong(name);
            }
        }
    }

    private void await(Selector selector, long until) throws IOException {
        long left = Duration.ofNanos(until - System.nanoTime()).toMillis();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            throw NoAnswer.late(name, limit);
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }
}
