package io.jenkins.plugins.rollout.target.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The commands that deploy and undo right now, by operation: the same operation never runs twice at once. */
final class RunningCommands {
    /** @param place what it works on: a target in a phase */
    private record Running(String place, boolean deploys, CompletableFuture<Commands.Ended> end) {}

    private static final Map<String, Running> BY_OPERATION = new ConcurrentHashMap<>();

    private RunningCommands() {}

    /** Runs it, or joins it while it runs. Cancelling what is returned stops it for everybody. */
    static CompletableFuture<Commands.Ended> join(
            String operation, String place, boolean deploys, Supplier<CompletableFuture<Commands.Ended>> start) {
        Running mine = BY_OPERATION.compute(operation, (key, other) ->
                other != null && !other.end().isDone() ? other : new Running(place, deploys, start.get()));
        mine.end().whenComplete((ended, failure) -> BY_OPERATION.remove(operation, mine));
        return mine.end();
    }

    /** Stops what still deploys what is to be undone. */
    static void stopDeployments(String place) {
        Predicate<Running> concerned = running -> running.deploys() && running.place().equals(place);
        List<Running> all = new ArrayList<>(BY_OPERATION.values());
        all.stream().filter(concerned).forEach(running -> running.end().cancel(true));
    }

    /** Whether it is under way. */
    static boolean isRunning(String operation) {
        Running running = BY_OPERATION.get(operation);
        return running != null && !running.end().isDone();
    }
}
