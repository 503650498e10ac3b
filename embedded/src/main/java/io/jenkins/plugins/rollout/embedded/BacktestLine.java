package io.jenkins.plugins.rollout.embedded;

import io.jenkins.plugins.rollout.backtest.Degradation;
import io.jenkins.plugins.rollout.backtest.Trial;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.pipeline.Times;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stood behind {@code backtest} on the command line. */
record BacktestLine(
        Path jenkinsfile,
        Instant from,
        Instant to,
        Duration step,
        Optional<Path> configuration,
        String application,
        String version,
        String previousVersion,
        List<Degradation> degradations,
        Duration after,
        Duration within,
        Form form) {

    /** How the report is written. */
    enum Form {
        TABLE,
        JSON,
        CSV
    }

    static final String HELP =
            """
            Runs the gates and bakes of a Jenkinsfile's rollout over the past: what would each have said, how often would
            it have stopped a good version, and how soon would it have caught a bad one?

              backtest FILE            the Jenkinsfile; it is read, not run
              --from TIME --to TIME    the past: 2026-11-01, 2026-11-01T08:00:00Z, 2026-11-01T08:00:00+01:00, or now
              --step DURATION          how often each gate is opened: 1h
              --config FILE            servers and their secrets, in YAML, as for the embedded controller
              --version V              for {{version}}, in place of the one in the Jenkinsfile
              --previous-version V     for {{previousVersion}}
              --application NAME       which rollout, where the Jenkinsfile has several
              --degrade 'NAME=+50%'    harm put into what that criterion measures of the candidate; also +0.01, -5;
                                       as often as you like, all of it together
              --degrade-after DURATION when the harm begins, counted from the opening (default: 0s)
              --within DURATION        how long a gate is followed that does not decide (default: 6h)
              --json, --csv            write the report so, with every start (default: tables)
              --help                   this text

            The report goes to standard output, progress and errors go to standard error.
            Exit code 0: there is a report. 1: nothing of the plan can be asked about the past; the report says why.
            2: a wrong argument or a Jenkinsfile that would be refused. 3: a source could not be asked.
            """;

    /** @throws IllegalArgumentException saying what to write */
    static BacktestLine parse(String[] arguments, Clock clock) {
        var reader = new Reader(arguments);
        Path file = null;
        Instant from = null;
        Instant to = null;
        Duration step = null;
        Path configuration = null;
        String application = "";
        String version = "";
        String previous = "";
        var degradations = new ArrayList<Degradation>();
        Duration after = Duration.ZERO;
        Duration within = Trial.WITHIN;
        Form form = Form.TABLE;
        while (reader.more()) {
            String name = reader.next();
            switch (name) {
                case "--from" -> from = Times.parse("--from", reader.value("a time"), clock);
                case "--to" -> to = Times.parse("--to", reader.value("a time"), clock);
                case "--step" -> step = duration(name, reader);
                case "--config" -> configuration = existing("configuration", reader.value("a YAML file"));
                case "--application" -> application = reader.value("a name").trim();
                case "--version" -> version = reader.value("a version").trim();
                case "--previous-version" -> previous = reader.value("a version").trim();
                case "--degrade" -> degradations.add(Degradation.parse(reader.value("'NAME=+50%'")));
                case "--degrade-after" -> after = duration(name, reader);
                case "--within" -> within = duration(name, reader);
                case "--json" -> form = Form.JSON;
                case "--csv" -> form = Form.CSV;
                default -> {
                    if (name.startsWith("-") || file != null) {
                        throw new IllegalArgumentException(
                                "unknown argument '" + name + "'; backtest --help lists what there is");
                    }
                    file = existing("Jenkinsfile", name);
                }
            }
        }
        return new BacktestLine(
                given(file, "the Jenkinsfile"),
                given(from, "--from TIME"),
                given(to, "--to TIME"),
                given(step, "--step DURATION"),
                Optional.ofNullable(configuration),
                application,
                version,
                previous,
                List.copyOf(degradations),
                after,
                within,
                form);
    }

    private static <T> T given(T value, String what) {
        if (value == null) {
            throw new IllegalArgumentException(
                    what + " is missing; write backtest Jenkinsfile --from 2026-11-01 --to now --step 1h");
        }
        return value;
    }

    private static Duration duration(String name, Reader reader) {
        try {
            return Durations.parse(reader.value("a duration"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static Path existing(String what, String name) {
        Path file = Path.of(name);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no " + what + " " + file);
        }
        return file;
    }

    /** The arguments, one after the other. */
    private static final class Reader {
        private final String[] arguments;
        private int at;

        Reader(String[] arguments) {
            this.arguments = arguments;
        }

        boolean more() {
            return at < arguments.length;
        }

        String next() {
            return arguments[at++];
        }

        String value(String what) {
            if (!more()) {
                throw new IllegalArgumentException(arguments[at - 1] + " needs " + what);
            }
            return next();
        }
    }
}
