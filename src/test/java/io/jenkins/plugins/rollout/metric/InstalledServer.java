package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;
import static org.junit.Assert.fail;
import static org.junit.Assume.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.rules.ExternalResource;

/**
 * A real server from Debian's packages on a free loopback port, with its data in a temporary folder. Without the package
 * the test is skipped, in CI it fails.
 */
abstract class InstalledServer extends ExternalResource {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Deque<Process> processes = new ArrayDeque<>();
    private Path folder;

    /** Starts what there is to start. */
    abstract void start() throws IOException;

    /** Where it is, without a slash at the end. */
    public abstract URI uri();

    /** Skips or fails, naming the package, when one of the programs is not on the search path. */
    abstract void requireInstalled();

    static void require(String packages, String... programs) {
        boolean installed = Arrays.stream(programs)
                .allMatch(program -> Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, program))));
        String missing = "missing: " + packages + "; install the Debian packages of that name";
        if (!installed && Boolean.parseBoolean(System.getenv("CI"))) {
            fail(missing);
        }
        assumeTrue(missing, installed);
    }

    Path folder() {
        return folder;
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** A port that nobody listens on at this moment. */
    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts a program that goes on until the test ends; what it says goes to {@code <name>.log}. */
    Process run(String name, Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.push(process);
        return process;
    }

    String said(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"), StandardCharsets.UTF_8);
    }

    /** Waits for what a program says, or fails with what it said instead when it ends. */
    void awaitSaying(Process process, String name, String words) {
        await().atMost(PATIENCE).until(() -> {
            String said = said(name);
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended: " + said);
            }
            return said.contains(words);
        });
    }

    @Override
    protected void before() throws IOException {
        requireInstalled();
        folder = Files.createTempDirectory("rollout");
        try {
            start();
        } catch (IOException | RuntimeException | Error e) {
            after();
            throw e;
        }
    }

    @Override
    protected void after() {
        processes.forEach(InstalledServer::end);
        if (folder != null) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
