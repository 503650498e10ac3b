package io.jenkins.plugins.rollout.embedded;

import hudson.Util;
import io.jenkins.plugins.rollout.backtest.Backtest;
import io.jenkins.plugins.rollout.backtest.Limits;
import io.jenkins.plugins.rollout.backtest.PastUnavailable;
import io.jenkins.plugins.rollout.backtest.Report;
import io.jenkins.plugins.rollout.backtest.ReportText;
import io.jenkins.plugins.rollout.backtest.Trial;
import io.jenkins.plugins.rollout.backtest.Watcher;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.home.ConfigurationException;
import io.jenkins.plugins.rollout.pipeline.PlanOfScript;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/**
 * {@code backtest Jenkinsfile --from … --to … --step …}: runs the gates of a plan over the past, with the servers of the
 * embedded controller's configuration.
 */
public final class BacktestCommand {
    /** The first argument that asks for it. */
    public static final String NAME = "backtest";

    private static final int REPORTED = 0;
    private static final int NOTHING_TO_ASK = 1;
    private static final int REFUSED = 2;
    private static final int NOT_ANSWERED = 3;

    private BacktestCommand() {}

    /** Whether a command line asks for a backtest. */
    public static boolean isAsked(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /**
     * Runs it.
     *
     * @param arguments with {@link #NAME} first
     * @return 0 when there is a report, 1 when nothing can be asked about the past, 2 for a wrong argument, 3 when a source
     *     could not be asked
     */
    public static int run(String[] arguments, PrintStream out, PrintStream err, Clock clock) {
        String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
        if (List.of(rest).contains("--help")) {
            out.print(BacktestLine.HELP);
            return REPORTED;
        }
        try {
            BacktestLine line = BacktestLine.parse(rest, clock);
            String script = Files.readString(line.jenkinsfile());
            return report(line, script, out, err, clock);
        } catch (PastUnavailable e) {
            err.println(e.getMessage());
            return NOT_ANSWERED;
        } catch (IllegalArgumentException | ConfigurationException | IOException e) {
            err.println(e.getMessage());
            return REFUSED;
        }
    }

    private static int report(BacktestLine line, String script, PrintStream out, PrintStream err, Clock clock)
            throws ConfigurationException, IOException {
        Configuration configuration = line.configuration().isPresent()
                ? Configuration.read(line.configuration().get())
                : Configuration.LOOK_ONLY;
        Path home = Files.createTempDirectory("phased-rollout-backtest-");
        try (EmbeddedController controller =
                EmbeddedController.at(home).configuration(configuration).port(0).start()) {
            PlanOfScript.Read read = PlanOfScript.read(
                    script,
                    "",
                    Administration.get().rules(),
                    line.application(),
                    line.version(),
                    line.previousVersion());
            var trial = new Trial(
                    read.plan(), line.from(), line.to(), line.step(), line.within(), line.degradations(), line.after());
            Report report = Backtest.run(
                            trial, RolloutService.get().endpoints(), Limits.COMMAND, clock, new Telling(err))
                    .noting(read.notes());
            out.print(switch (line.form()) {
                case TABLE -> ReportText.table(report);
                case JSON -> ReportText.json(report);
                case CSV -> ReportText.csv(report);
            });
            return report.anything() ? REPORTED : NOTHING_TO_ASK;
        } finally {
            Util.deleteRecursive(home.toFile());
        }
    }

    /** Says how far it is, in tenths. */
    private static final class Telling implements Watcher {
        private static final int PARTS = 10;

        private final PrintStream err;
        private int told;

        Telling(PrintStream err) {
            this.err = err;
        }

        @Override
        public void wentOn(int done, int all, long points) {
            int part = all == 0 ? 0 : (int) ((long) done * PARTS / all);
            if (part > told) {
                told = part;
                err.println(done + " of " + all + " starts, " + points + " points of the past");
            }
        }
    }
}
