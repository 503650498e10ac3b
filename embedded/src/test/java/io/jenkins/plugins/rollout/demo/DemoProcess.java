package io.jenkins.plugins.rollout.demo;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The demo in a JVM of its own, as people start it. */
final class DemoProcess implements AutoCloseable {
    private static final String PAGE = "Rollout page: ";

    private final Process process;
    private final List<String> console = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private DemoProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "console of the demo");
        reader.start();
    }

    /** @param properties {@code demo.version=bad} and the like */
    static DemoProcess start(String... properties) throws IOException {
        return start(Demo.class, properties);
    }

    /** The shop alone. */
    static DemoProcess startShop(String... properties) throws IOException {
        return start(ShopAlone.class, properties);
    }

    private static DemoProcess start(Class<?> main, String... properties) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Arrays.stream(properties).forEach(property -> command.add("-D" + property));
        command.addAll(List.of("-cp", classPath(), main.getName()));
        return new DemoProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(console::add);
        } catch (IOException | UncheckedIOException e) {
            console.add("(the console broke off: " + e.getMessage() + ")");
        }
    }

    List<String> console() {
        return console;
    }

    /** The address that the demo says to open. */
    URI page() {
        await().atMost(Duration.ofMinutes(3)).until(() -> console.stream().anyMatch(line -> line.startsWith(PAGE)));
        return console.stream()
                .filter(line -> line.startsWith(PAGE))
                .map(line -> URI.create(line.substring(PAGE.length())))
                .findFirst()
                .orElseThrow();
    }

    /** Waits for its end. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            throw new AssertionError("the demo did not end; it said " + console);
        }
        reader.join();
        return process.exitValue();
    }

    /** kill -9 */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits until a build's log in the demo's home says something. */
    static void awaitLog(Path home, int build, String text) {
        await("log: " + text).atMost(Duration.ofMinutes(8)).until(() -> log(home, build).contains(text));
    }

    /** The log of build 1 in the demo's home; empty while there is none. */
    static String log(Path home) throws IOException {
        return log(home, 1);
    }

    private static String log(Path home, int build) throws IOException {
        Path log = home.resolve("controller/jobs/shop/builds/" + build + "/log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
