package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.embedded.job.Slots;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.target.command.CommandLog;
import io.jenkins.plugins.rollout.target.command.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs commands on this machine, which has every label, in the job's workspace. */
@Extension
public final class LocalCommands implements Commands {
    private static final Logger LOGGER = Logger.getLogger(LocalCommands.class.getName());

    @Override
    public CompletableFuture<Ended> run(Order order) {
        var end = new CompletableFuture<Ended>();
        Slots slots = EmbeddedJenkins.get().slots();
        Slots.Ticket ticket = slots.acquire(slot -> {
            if (end.isDone()) {
                slots.release(slot);
                return;
            }
            var thread = new Thread(() -> run(order, slot, end), "command of " + order.build());
            thread.setDaemon(true);
            thread.start();
        });
        end.whenComplete((ended, failure) -> ticket.giveUp());
        return end;
    }

    private static void run(Order order, int slot, CompletableFuture<Ended> end) {
        Ended ended;
        try {
            ended = perform(order, slot, end);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "a command of " + order.build());
            ended = Ended.lost("the command could not be run: " + e.getClass().getSimpleName());
        } finally {
            killAll(order.cookie());
            EmbeddedJenkins.get().slots().release(slot);
        }
        end.complete(ended);
    }

    private static Ended perform(Order order, int slot, CompletableFuture<Ended> end) throws IOException {
        killAll(order.cookie());
        Path workspace = workspace(order, slot);
        Files.createDirectories(workspace);
        var log = new CommandLog(order.build());
        log.say("Running " + order.line().split("\\s", 2)[0] + " on built-in");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", order.line())
                .directory(workspace.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(order.environment());
        builder.environment().put("WORKSPACE", workspace.toString());
        Process process = builder.start();
        var why = new AtomicReference<String>();
        var timer = CompletableFuture.runAsync(
                () -> stop(process, order, why, "the command was stopped after " + Durations.text(order.limit())),
                CompletableFuture.delayedExecutor(order.limit().toMillis(), TimeUnit.MILLISECONDS));
        end.whenComplete((ended, failure) -> stop(process, order, why, "the command was stopped"));
        process.getInputStream().transferTo(log);
        int code = process.onExit().join().exitValue();
        timer.cancel(false);
        return why.get() == null ? new Ended(code, log.last()) : Ended.lost(why.get());
    }

    private static void stop(Process process, Order order, AtomicReference<String> why, String reason) {
        if (process.isAlive()) {
            why.compareAndSet(null, reason);
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            killAll(order.cookie());
        }
    }

    /** Those with the cookie in their environment, wherever they have gone; where the system shows environments. */
    private static void killAll(String cookie) {
        byte[] wanted = (COOKIE + "=" + cookie).getBytes(StandardCharsets.UTF_8);
        ProcessHandle.allProcesses()
                .filter(process -> has(process, wanted))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean has(ProcessHandle process, byte[] wanted) {
        try {
            String environment = new String(
                    Files.readAllBytes(Path.of("/proc", String.valueOf(process.pid()), "environ")),
                    StandardCharsets.ISO_8859_1);
            return Arrays.asList(environment.split("\0")).contains(new String(wanted, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false; // gone, or somebody else's
        }
    }

    private static Path workspace(Order order, int slot) {
        String name = order.build().getParent().getName() + (slot == 0 ? "" : "@" + (slot + 1));
        return EmbeddedJenkins.get().getRootDir().toPath().resolve("workspace").resolve(name);
    }
}
