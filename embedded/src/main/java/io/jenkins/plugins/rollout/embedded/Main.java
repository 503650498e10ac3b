package io.jenkins.plugins.rollout.embedded;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.home.ConfigurationException;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/** Starts a controller from the command line. */
public final class Main {
    private static final int SUCCEEDED = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private Main() {}

    public static void main(String[] arguments) {
        int code = run(arguments, System.out, System.err);
        System.out.flush();
        System.exit(code);
    }

    /** @return 0 when the build that was asked for succeeded, 1 when it did not, 2 when nothing could be started */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (BacktestCommand.isAsked(arguments)) {
            return BacktestCommand.run(arguments, out, err, Clock.systemUTC());
        }
        CommandLine line;
        EmbeddedController controller;
        try {
            line = CommandLine.parse(arguments);
            if (line.help()) {
                out.print(CommandLine.HELP);
                return SUCCEEDED;
            }
            controller = line.start();
        } catch (IllegalArgumentException | ConfigurationException | IOException e) {
            err.println(e.getMessage());
            return REFUSED;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(controller, err), "shutdown"));
        out.println("Controller: " + controller.url());
        out.println("It is for trying and testing, and listens on this machine alone.");
        try {
            return line.run().isPresent() ? build(controller, line, out) : stay();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } finally {
            close(controller, err);
        }
    }

    private static int build(EmbeddedController controller, CommandLine line, PrintStream out)
            throws InterruptedException {
        PipelineRun run = controller.run(line.run().orElseThrow());
        out.println("Build: " + run.getAbsoluteUrl());
        try {
            run.end().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        out.println(run.getFullDisplayName() + ": " + run.getResult());
        if (line.stay()) {
            stay();
        }
        return run.getResult() == Result.SUCCESS ? SUCCEEDED : FAILED;
    }

    private static int stay() throws InterruptedException {
        new CountDownLatch(1).await();
        return SUCCEEDED;
    }

    private static void close(EmbeddedController controller, PrintStream err) {
        try {
            controller.close();
        } catch (IOException e) {
            err.println("the controller did not end cleanly: " + e.getMessage());
        }
    }
}
