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

    /** How long an undo waits for a deployment to stop. */
    private static final Duration STOPPING = Duration.ofMinutes(2);

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
            answer.await(context.blocking(() -> records().stopDeployments(call)), stopping -> {
                var all = CompletableFuture.allOf(stopping.toArray(CompletableFuture[]::new));
                answer.await(
                        all.orTimeout(STOPPING.toSeconds(), TimeUnit.SECONDS),
                        over -> begin(answer),
                        late -> answer.end(TargetAnswer.failedForNow("a build of " + target.getName()
                                + " that still deploys this phase does not stop; nothing is undone before it has")));
            });
        }
        return answer.result();
    }

    private void begin(Undertaking<TargetAnswer> answer) {
        answer.await(context.blocking(this::start), end -> answer.await(end, answer::end));
    }

    private void stop(Undertaking<TargetAnswer> answer) {
        answer.end(TargetAnswer.failed(
                "the build of " + target.getName() + " was not over within " + target.getTimeout() + " and is stopped"));
        context.blocking(() -> {
                    records().stop(call.operation());
                    return null;
                })
                .exceptionally(failure -> {
                    LOGGER.log(Level.WARNING, failure, () -> "could not stop the build of " + call.operation());
                    return null;
                });
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
                throw new IllegalArgumentException("there is no job '" + target.getName() + "' that " + identity.getName()
                        + ", for whom this rollout acts, may see");
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
