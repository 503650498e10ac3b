package io.jenkins.plugins.rollout.target;

import hudson.model.Executor;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jenkins.model.CauseOfInterruption;
import jenkins.model.Jenkins;

/**
 * Finds operations among the queue and the builds of one job. Looks with the eyes of the controller itself: whoever
 * started something must find it again, also after permissions have changed. All of it may block.
 */
final class JobRecords {
    /** How many builds are looked through, newest first. */
    static final int LOOK_BACK = 500;

    private final Job<?, ?> job;

    JobRecords(Job<?, ?> job) {
        this.job = job;
    }

    /** What becomes of the build of an operation; empty when there is none. */
    Optional<CompletableFuture<TargetAnswer>> find(String operation) {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            Predicate<OperationAction> wanted = action -> action.operation().equals(operation);
            // in this order: what leaves the queue meanwhile is a build by then
            if (OperationBuilds.get().isUnderWay(operation) || waiting(wanted).findAny().isPresent()) {
                return Optional.of(OperationBuilds.get().end(operation).copy());
            }
            return build(operation).map(JobRecords::end);
        }
    }

    private static CompletableFuture<TargetAnswer> end(Run<?, ?> run) {
        String operation = OperationAction.of(run).orElseThrow().operation();
        CompletableFuture<TargetAnswer> end = OperationBuilds.get().end(operation).copy();
        if (!run.isLogUpdated()) {
            // it was over before anybody listened
            OperationBuilds.get().ended(operation, OperationBuilds.answer(run));
        }
        return end;
    }

    /** The build that performs or performed an operation. */
    Optional<Run<?, ?>> build(String operation) {
        return builds(action -> action.operation().equals(operation)).findFirst();
    }

    /**
     * What was told to stop.
     *
     * @param ends complete when it has ended
     * @param told whether there was somebody to tell, in each case
     */
    record Stopping(List<CompletableFuture<TargetAnswer>> ends, boolean told) {}

    /** Stops the build of an operation, or takes it off the queue. */
    Stopping stop(String operation) {
        return stop(action -> action.operation().equals(operation));
    }

    /** Stops what still deploys the phase that is to be undone. */
    Stopping stopDeployments(TargetCall call) {
        return stop(action -> action.deploysPhaseOf(call));
    }

    private Stopping stop(Predicate<OperationAction> wanted) {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            List<CompletableFuture<TargetAnswer>> ends = new ArrayList<>();
            boolean told = true;
            for (Queue.Item item : waiting(wanted).toList()) {
                ends.add(OperationBuilds.get().end(OperationAction.of(item).orElseThrow().operation()).copy());
                told &= Jenkins.get().getQueue().cancel(item);
            }
            for (Run<?, ?> run : builds(wanted).filter(Run::isLogUpdated).toList()) {
                ends.add(end(run));
                told &= interrupt(run);
            }
            return new Stopping(ends, told);
        }
    }

    private static boolean interrupt(Run<?, ?> run) {
        Executor executor = run instanceof Queue.Executable executable ? Executor.of(executable) : null;
        if (executor == null) {
            return false;
        }
        executor.interrupt(Result.ABORTED, new StoppedByRollout());
        return true;
    }

    private static Stream<Queue.Item> waiting(Predicate<OperationAction> wanted) {
        return Arrays.stream(Jenkins.get().getQueue().getItems())
                .filter(item -> OperationAction.of(item).filter(wanted).isPresent());
    }

    private Stream<Run<?, ?>> builds(Predicate<OperationAction> wanted) {
        Run<?, ?> newest = job.getLastBuild();
        return Stream.<Run<?, ?>>iterate(newest, Objects::nonNull, Run::getPreviousBuild)
                .limit(LOOK_BACK)
                .filter(run -> OperationAction.of(run).filter(wanted).isPresent());
    }

    /** Why a build was stopped. */
    static final class StoppedByRollout extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "Stopped by the rollout that started it";
        }
    }
}
