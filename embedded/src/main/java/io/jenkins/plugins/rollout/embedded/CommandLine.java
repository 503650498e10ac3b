package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.home.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What stood on the command line. */
record CommandLine(
        Path home,
        int port,
        Optional<Path> configuration,
        Map<String, Path> jobs,
        Optional<String> run,
        boolean stay,
        boolean help) {
    static final String HELP =
            """
            Runs Jenkinsfiles with the Phased Rollout plugin, without Jenkins. For trying and testing: it listens
            on 127.0.0.1 alone.

              --job NAME=FILE   a job with this Jenkinsfile; as often as you like
              --run NAME        start one build of the job at once; ends with it: exit code 0 for success, else 1
              --stay            go on serving when that build has ended
              --home DIR        where builds are kept; they go on from there after a restart (default: work/home)
              --port N          port of 127.0.0.1; 0 takes a free one (default: 8080)
              --config FILE     users, permissions, secrets, servers and policy, in YAML (default: look only)
              --help            this text

            backtest FILE --from … --to … --step …  runs the gates of a Jenkinsfile over the past instead;
                                                   backtest --help says how.

            Exit code 2: a wrong argument, a missing file, a port or home directory in use.
            """;

    static CommandLine parse(String[] arguments) {
        Path home = Path.of("work", "home");
        int port = 8080;
        Path configuration = null;
        Map<String, Path> jobs = new LinkedHashMap<>();
        String run = null;
        boolean stay = false;
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            switch (name) {
                case "--help", "-h" -> {
                    return new CommandLine(home, port, Optional.empty(), jobs, Optional.empty(), false, true);
                }
                case "--stay" -> stay = true;
                case "--home" -> home = Path.of(value(arguments, ++i, "a directory"));
                case "--port" -> port = port(value(arguments, ++i, "a number"));
                case "--config" -> configuration =
                        existing("configuration", Path.of(value(arguments, ++i, "a YAML file")));
                case "--job" -> job(jobs, value(arguments, ++i, "NAME=FILE"));
                case "--run" -> run = value(arguments, ++i, "a job's name");
                default -> throw new IllegalArgumentException(
                        "unknown argument '" + name + "'; --help lists what there is");
            }
        }
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException("there is no job; write --job NAME=path/to/Jenkinsfile");
        }
        if (run != null && !jobs.containsKey(run)) {
            throw new IllegalArgumentException(
                    "--run " + run + ": there is no such job; the jobs are " + String.join(", ", jobs.keySet()));
        }
        return new CommandLine(
                home, port, Optional.ofNullable(configuration), jobs, Optional.ofNullable(run), stay, false);
    }

    private static String value(String[] arguments, int at, String what) {
        if (at >= arguments.length) {
            throw new IllegalArgumentException(arguments[at - 1] + " needs " + what);
        }
        return arguments[at];
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("--port " + text + ": write a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static Path existing(String what, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no " + what + " " + file);
        }
        return file;
    }

    private static void job(Map<String, Path> jobs, String text) {
        int sep = text.indexOf('=');
        if (sep <= 0) {
            throw new IllegalArgumentException("--job " + text + ": write NAME=path/to/Jenkinsfile");
        }
        String name = text.substring(0, sep);
        if (jobs.put(name, existing("Jenkinsfile", Path.of(text.substring(sep + 1)))) != null) {
            throw new IllegalArgumentException("--job " + name + " stands there twice");
        }
    }

    EmbeddedController start() throws ConfigurationException, IOException {
        EmbeddedController.Builder builder = EmbeddedController.at(home).port(port);
        if (configuration.isPresent()) {
            builder.configuration(Configuration.read(configuration.get()));
        }
        jobs.forEach(builder::job);
        return builder.start();
    }
}
