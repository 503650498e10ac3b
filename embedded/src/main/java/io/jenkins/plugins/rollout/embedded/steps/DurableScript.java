package io.jenkins.plugins.rollout.embedded.steps;

import hudson.AbortException;
import hudson.Util;
import io.jenkins.plugins.rollout.embedded.home.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A shell script that does not notice when the controller goes away: it writes its output and exit code into files, and
 * its folder is all one needs to find it again.
 */
final class DurableScript {
    private final Path directory;

    DurableScript(Path directory) {
        this.directory = directory;
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    void launch(String script, Path workspace, Map<String, String> environment, boolean keepOutput) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file("script.sh"), script);
        // -x shows what runs and -e ends at the first failure, as in Jenkins, unless the script chooses its own shell
        String shell = script.startsWith("#!") ? "./script.sh" : "/bin/sh -xe ./script.sh";
        String command = shell.replace("./script.sh", quoted(file("script.sh")));
        String output = keepOutput
                ? " > " + quoted(file("output")) + " 2>> " + quoted(file("log"))
                : " >> " + quoted(file("log")) + " 2>&1";
        Files.writeString(
                file("run.sh"),
                "echo $$ > " + quoted(file("pid.new")) + "\n"
                        + "mv " + quoted(file("pid.new")) + " " + quoted(file("pid")) + "\n"
                        + command + output + " < /dev/null\n"
                        + "echo $? > " + quoted(file("code.tmp")) + "\n"
                        + "mv " + quoted(file("code.tmp")) + " " + quoted(file("code")) + "\n");
        if (!file("script.sh").toFile().setExecutable(true)) {
            throw new AbortException("cannot make " + file("script.sh") + " executable");
        }
        Files.createFile(file("log"));
        ProcessBuilder builder = new ProcessBuilder(
                        "nohup", "/bin/sh", file("run.sh").toString())
                .directory(workspace.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        // the shell writes it too, but whoever is killed right now must still find the process
        AtomicFile.write(file("pid"), (process.pid() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }

    /** Whether it was begun; the log is made last. */
    boolean isLaunched() {
        return Files.exists(file("log"));
    }

    /** Empty while it runs; -1 when it is gone without having said how it ended. */
    OptionalInt exitCode() throws IOException {
        Optional<ProcessHandle> process = process();
        boolean alive = process.isPresent() && process.get().isAlive();
        if (Files.exists(file("code"))) {
            return OptionalInt.of(
                    Integer.parseInt(Files.readString(file("code")).trim()));
        }
        return alive || process.isEmpty() && isYoung() ? OptionalInt.empty() : OptionalInt.of(-1);
    }

    /** The shell needs a moment to say who it is. */
    private boolean isYoung() throws IOException {
        return !Files.exists(file("pid"))
                && System.currentTimeMillis()
                                - Files.getLastModifiedTime(file("log")).toMillis()
                        < 10_000;
    }

    private Optional<ProcessHandle> process() throws IOException {
        if (!Files.exists(file("pid"))) {
            return Optional.empty();
        }
        long pid = Long.parseLong(Files.readString(file("pid")).trim());
        // another process may have the number by now
        return ProcessHandle.of(pid).filter(p -> p.info()
                .arguments()
                .map(a -> String.join(" ", a))
                .orElse("")
                .contains(directory.toString()));
    }

    /** Copies what is new. How far it came is remembered beside the log, for the next controller. */
    void copyLog(OutputStream to) throws IOException {
        Path position = file("shown");
        long from = Files.exists(position)
                ? Long.parseLong(Files.readString(position).trim())
                : 0;
        long shown = from;
        try (RandomAccessFile log = new RandomAccessFile(file("log").toFile(), "r")) {
            byte[] chunk = new byte[64 * 1024];
            log.seek(from);
            for (int read = log.read(chunk); read > 0; read = log.read(chunk)) {
                to.write(chunk, 0, read);
                shown += read;
            }
        }
        if (shown > from) {
            to.flush();
            // moved into place: whoever comes after a kill must not find half a number
            Path news = file("shown.new");
            Files.writeString(news, Long.toString(shown));
            Files.move(news, position, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    String output() throws IOException {
        return Files.readString(file("output"));
    }

    void kill() throws IOException {
        process().ifPresent(p -> {
            // children first: the shell would take the death of one for the script's own failure and go on
            p.descendants().forEach(ProcessHandle::destroy);
            p.destroy();
        });
    }

    void delete() throws IOException {
        Util.deleteRecursive(directory.toFile());
    }
}
