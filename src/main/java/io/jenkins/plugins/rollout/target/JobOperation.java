package io.jenkins.plugins.rollout.target;

import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import org.springframework.security.core.Authentication;

/** One operation of the {@code job} target. */
final class JobOperation {
    private static final Logger LOGGER = Logger.getLogger(JobOperation.class.getName());

    /** How long a build may take to stop. */
    private static final Duration STOPPING = Duration.ofMinutes(2);

    /** When a build is told again to stop that was told before. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /** When a build is told to stop that had not begun to run. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** One operation is looked for and started at a time, so that none is started twice. */
    private static final Object STARTING = new Object();

    private final JobTarget target;
    private final TargetCall call;
    private final TargetContext context;

    JobOperation(JobTarget target, TargetCall call, TargetContext context) {
        this.target = target;
        this.call = call;
        this.context = context;
    }

    /** Starts the build, or finds it started, and stays with it until it is over. */
    CompletionStage<TargetAnswer> perform() {
        var answer = new Undertaking<TargetAnswer>();
        target.limit().ifPresent(limit -> answer.limit(limit, () -> stop(answer)));
        if (call.action() == Action.DEPLOY) {
            begin(answer);
        } else {
            // a deployment that nobody waits for any more must not overtake its undo
            halt(answer, () -> records().stopDeployments(call), deadline(), () -> begin(answer), () ->
                    answer.end(TargetAnswer.failedForNow("a build of " + target.getName()
                            + " that still deploys this phase does not stop; nothing is undone before it has")));
        }
        return answer.result();
    }

    private void begin(Undertaking<TargetAnswer> answer) {
        answer.await(context.blocking(this::start), end -> answer.await(end, answer::end));
    }

    private void stop(Undertaking<TargetAnswer> answer) {
        answer.end(TargetAnswer.failed("the build of " + target.getName() + " was not over within "
                + target.getTimeout() + " and is stopped"));
        var stopping = new Undertaking<Boolean>();
        halt(stopping, () -> records().stop(call.operation()), deadline(), () -> stopping.end(true), () ->
                stopping.end(false));
        stopping.result().whenComplete((stopped, failure) -> {
            if (!Boolean.TRUE.equals(stopped)) {
                LOGGER.log(Level.WARNING, failure, () -> "the build of " + call.operation() + " does not stop");
            }
        });
    }

    /**
     * Stops builds until they are over. Jenkins loses an interruption that meets a Pipeline between two steps, so it is
     * repeated; not at once, for what a build does to clean up is interrupted too.
     */
    private void halt(
            Undertaking<?> whole, Callable<JobRecords.Stopping> stop, long until, Runnable over, Runnable never) {
        whole.await(context.blocking(stop), stopping -> {
            if (stopping.ends().isEmpty()) {
                over.run();
                return;
            }
            var all = CompletableFuture.allOf(stopping.ends().toArray(CompletableFuture[]::new));
            Duration patience = stopping.told() ? AGAIN : SOON;
            whole.await(all.orTimeout(patience.toSeconds(), TimeUnit.SECONDS), ended -> over.run(), late -> {
                if (System.nanoTime() - until > 0) {
                    never.run();
                } else {
                    halt(whole, stop, until, over, never);
                }
            });
        });
    }

    private static long deadline() {
        return System.nanoTime() + STOPPING.toNanos();
    }

    /** Tells what became of the operation; stays open while its build is under way. */
    CompletionStage<Observation> observe() {
        var answer = new Undertaking<Observation>();
        answer.await(context.blocking(() -> records().find(call.operation())), end -> {
            if (end.isEmpty()) {
                answer.end(Observation.unknown(target.getName() + " has no build for this operation"));
            } else {
                answer.await(end.get(), over -> answer.end(new Observation(
                        over.isDone() ? Observation.State.DONE : Observation.State.FAILED, over.message())));
            }
        });
        return answer.result();
    }

    private JobRecords records() {
        return new JobRecords(job());
    }

    private CompletableFuture<TargetAnswer> start() {
        Job<?, ?> job = job();
        synchronized (STARTING) {
            Optional<CompletableFuture<TargetAnswer>> found = new JobRecords(job).find(call.operation());
            return found.isPresent() ? found.get() : schedule(job);
        }
    }

    private CompletableFuture<TargetAnswer> schedule(Job<?, ?> job) {
        Run<?, ?> build = build();
        try (ACLContext asBuild = ACL.as2(context.identity(build))) {
            if (!job.hasPermission(Item.BUILD)) {
                throw new IllegalArgumentException(
                        Jenkins.getAuthentication2().getName() + ", for whom this rollout acts, may not build "
                                + job.getFullDisplayName());
            }
            var arguments = new JobArguments(job).of(call, target.getParameters());
            return schedule(
                    job, arguments, new CauseAction(new RolloutCause(build, call)), new OperationAction(call));
        }
    }

    private CompletableFuture<TargetAnswer> schedule(Job<?, ?> job, hudson.model.Action... actions) {
        OperationBuilds builds = OperationBuilds.get();
        CompletableFuture<TargetAnswer> end = builds.begin(call.operation()).copy();
        Queue.Item item = null;
        try {
            item = ParameterizedJobMixIn.scheduleBuild2(job, 0, actions);
        } finally {
            if (item == null) {
                builds.ended(call.operation(), TargetAnswer.failed(
                        job.getFullDisplayName() + " cannot be built now; is it disabled?"));
            }
        }
        return end;
    }

    /** The job, if whoever the build acts for may see it. */
    private Job<?, ?> job() {
        Run<?, ?> build = build();
        Authentication identity = context.identity(build);
        try (ACLContext asBuild = ACL.as2(identity)) {
            Job<?, ?> job = Jenkins.get().getItem(target.getName(), build.getParent(), Job.class);
            if (job == null || !job.hasPermission(Item.READ)) {
                throw new IllegalArgumentException("there is no job '" + target.getName() + "' that "
                        + identity.getName() + ", for whom this rollout acts, may see");
            }
            if (!(job instanceof ParameterizedJobMixIn.ParameterizedJob)) {
                throw new IllegalArgumentException(job.getFullDisplayName() + " is nothing that can be started");
            }
            return job;
        }
    }

    private Run<?, ?> build() {
        return context.build(call).orElseThrow(() -> new IllegalArgumentException(
                "the build that this rollout runs in is gone, and with it whom it acts for"));
    }
}
