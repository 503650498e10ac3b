package io.jenkins.plugins.rollout.target.command;

import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** One operation of the {@code command} target. */
final class CommandOperation {
    private static final int DONE = 0;
    private static final int CHANGED = 3;
    private static final int FAILED = 4;
    private static final int TEMPORARY = 75; // EX_TEMPFAIL of sysexits.h

    private final CommandTarget target;
    private final TargetCall call;
    private final TargetContext context;

    CommandOperation(CommandTarget target, TargetCall call, TargetContext context) {
        this.target = target;
        this.call = call;
        this.context = context;
    }

    CompletionStage<TargetAnswer> perform(String line) {
        if (call.action() == Action.UNDO) {
            // a deployment that nobody waits for any more must not overtake its undo
            RunningCommands.stopDeployments(place());
        }
        CompletableFuture<Commands.Ended> end = RunningCommands.join(
                call.operation(), place(), call.action() == Action.DEPLOY, () -> run(line, place()));
        return passingCancellationOn(
                end, end.exceptionally(CommandOperation::stopped).thenApply(CommandOperation::answer));
    }

    CompletionStage<Observation> observe(String line) {
        if (RunningCommands.isRunning(call.operation())) {
            return CompletableFuture.completedFuture(Observation.running("the command runs"));
        }
        // a name of its own: looking neither waits for nor stops what is looked at
        CompletableFuture<Commands.Ended> end = run(line, UUID.randomUUID().toString());
        return passingCancellationOn(end, end.thenApply(CommandOperation::observation));
    }

    /** What one command at a time works on: this target in this phase. */
    private String place() {
        return String.join(
                "\n",
                call.situation().rolloutId(),
                call.situation().phase(),
                target.getDeploy(),
                String.valueOf(target.getLabel()));
    }

    private static Commands.Ended stopped(Throwable failure) {
        if (HttpFailure.unwrap(failure) instanceof CancellationException) {
            return Commands.Ended.lost("the command was stopped");
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }

    private CompletableFuture<Commands.Ended> run(String line, String name) {
        var end = new CompletableFuture<Commands.Ended>();
        context.blocking(() -> order(line, name))
                .thenCompose(order -> {
                    CompletableFuture<Commands.Ended> command = Commands.get().run(order);
                    passingCancellationOn(command, end);
                    return command;
                })
                .whenComplete((ended, failure) -> {
                    if (failure == null) {
                        end.complete(ended);
                    } else {
                        end.completeExceptionally(failure);
                    }
                });
        return end;
    }

    private Commands.Order order(String line, String name) {
        Run<?, ?> build = context.build(call).orElseThrow(() -> new IllegalArgumentException(
                "the build that this rollout runs in is gone, and with it whom it acts for"));
        String label = target.getLabel() == null ? "" : target.getLabel();
        return new Commands.Order(build, context.identity(build), label, line, environment(name), target.limit());
    }

    private Map<String, String> environment(String name) {
        Map<String, String> environment =
                new LinkedHashMap<>(call.situation().environmentVariables(call.action()));
        environment.put("ROLLOUT_OPERATION", call.operation());
        environment.put(
                "ROLLOUT_REACH",
                call.reach().exposure() == null ? "" : call.reach().exposure().toPlainString());
        environment.put(Commands.COOKIE, UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
        return environment;
    }

    private static TargetAnswer answer(Commands.Ended ended) {
        return switch (ended.code()) {
            case DONE -> TargetAnswer.done(ended.last());
            case -1 -> TargetAnswer.failedForNow(ended.last());
            case TEMPORARY -> TargetAnswer.failedForNow(said(ended));
            default -> TargetAnswer.failed(said(ended));
        };
    }

    private static Observation observation(Commands.Ended ended) {
        return switch (ended.code()) {
            case DONE -> Observation.done(ended.last());
            case CHANGED -> Observation.changed(ended.last());
            case FAILED -> Observation.failed(said(ended));
            case TEMPORARY -> Observation.running(ended.last());
            default -> Observation.unknown(said(ended));
        };
    }

    private static String said(Commands.Ended ended) {
        String code = ended.code() < 0 ? "" : "exit code " + ended.code();
        return code.isEmpty() || ended.last().isEmpty() ? code + ended.last() : code + ": " + ended.last();
    }

    private static <T> CompletableFuture<T> passingCancellationOn(CompletableFuture<?> source, CompletableFuture<T> to) {
        to.whenComplete((value, failure) -> {
            if (to.isCancelled()) {
                source.cancel(true);
            }
        });
        return to;
    }
}
