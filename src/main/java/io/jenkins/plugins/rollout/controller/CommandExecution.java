package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.Computer;
import hudson.model.Executor;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.TaskListener;
import hudson.model.TopLevelItem;
import hudson.slaves.WorkspaceList;
import hudson.util.StreamTaskListener;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.target.command.CommandLog;
import io.jenkins.plugins.rollout.target.command.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A command on its executor, in the job's workspace there. */
final class CommandExecution implements Queue.Executable {
    private static final Logger LOGGER = Logger.getLogger(CommandExecution.class.getName());

    private final CommandTask task;

    CommandExecution(CommandTask task) {
        this.task = task;
    }

    @Override
    @NonNull
    public CommandTask getParent() {
        return task;
    }

    @Override
    public Queue.Executable getParentExecutable() {
        return task.order().build() instanceof Queue.Executable build ? build : null;
    }

    @Override
    public void run() {
        Executor executor = Executor.currentExecutor();
        task.began(executor);
        var log = new CommandLog(task.order().build());
        Commands.Ended end;
        try {
            end = task.ended().isDone() ? Commands.Ended.lost("stopped") : run(executor.getOwner(), log);
        } catch (InterruptedException e) {
            end = Commands.Ended.lost("the command was stopped");
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, task::getFullDisplayName);
            log.say("The command was lost with its agent.");
            end = Commands.Ended.lost("the command was lost with its agent");
        }
        if (!CommandTask.isGoingDown()) {
            Commands.Ended said = end;
            task.ended().completeAsync(() -> said); // what follows is not the executor's business
        }
    }

    private Commands.Ended run(Computer computer, CommandLog log) throws IOException, InterruptedException {
        Node node = computer.getNode();
        FilePath place = node == null || !(task.order().build().getParent() instanceof TopLevelItem item)
                ? null
                : node.getWorkspaceFor(item);
        if (place == null) {
            throw new IOException("no workspace");
        }
        TaskListener listener = new StreamTaskListener(log, StandardCharsets.UTF_8);
        try (WorkspaceList.Lease lease = computer.getWorkspaceList().allocate(place)) {
            lease.path.mkdirs();
            log.say("Running " + task.order().line().split("\\s", 2)[0] + " on " + computer.getDisplayName());
            return run(node.createLauncher(listener), lease.path, computer.buildEnvironment(listener), listener, log);
        }
    }

    private Commands.Ended run(
            Launcher launcher, FilePath place, EnvVars environment, TaskListener listener, CommandLog log)
            throws IOException, InterruptedException {
        Commands.Order order = task.order();
        Map<String, String> cookie = Map.of(Commands.COOKIE, order.cookie());
        launcher.kill(cookie); // what an earlier life of the controller may have left
        environment.putAll(order.environment());
        environment.put("WORKSPACE", place.getRemote());
        long until = System.nanoTime() + order.limit().toNanos();
        boolean late;
        int code;
        FilePath script = script(launcher, place, order.line());
        try {
            Proc process = launcher.launch()
                    .cmds(launcher.isUnix()
                            ? new String[] {"/bin/sh", script.getRemote()}
                            : new String[] {"cmd", "/c", "call", script.getRemote()})
                    .envs(environment)
                    .pwd(place)
                    .stdout(log)
                    .quiet(true)
                    .start();
            code = process.joinWithTimeout(
                    Math.max(1, order.limit().toMillis()), TimeUnit.MILLISECONDS, listener);
            late = System.nanoTime() - until >= 0;
        } finally {
            launcher.kill(cookie); // what it started and did not wait for, and all of it when it is stopped
            script.delete();
        }
        return late
                ? Commands.Ended.lost("the command was stopped after " + Durations.text(order.limit()))
                : new Commands.Ended(code, log.last());
    }

    /**
     * The line in a file. On a command line Jenkins would fill in variables itself, so that a version with a semicolon in
     * it would become a command.
     */
    private static FilePath script(Launcher launcher, FilePath place, String line)
            throws IOException, InterruptedException {
        FilePath folder = WorkspaceList.tempDir(place);
        if (folder == null) {
            throw new IOException("no folder for temporary files");
        }
        folder.mkdirs();
        return launcher.isUnix()
                ? folder.createTextTempFile("rollout", ".sh", line + "\n", false)
                : folder.createTextTempFile("rollout", ".bat", "@echo off\r\n" + line + "\r\nexit /b %ERRORLEVEL%\r\n", false);
    }
}
