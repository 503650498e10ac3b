package io.jenkins.plugins.rollout.target;

import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.engine.Workers;
import io.jenkins.plugins.rollout.http.Endpoints;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.springframework.security.core.Authentication;

/**
 * What a target may use of the controller. One of these serves a whole controller.
 *
 * @param endpoints the servers that administrators defined, the URLs they allow, and the way to ask them
 * @param builds finds the build of a rollout
 * @param pool for work that blocks; small, shared by all targets
 */
public record TargetContext(Endpoints endpoints, RolloutBuilds builds, Executor pool) {
    private static final int THREADS = 4;

    public TargetContext {
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(builds, "builds");
        Objects.requireNonNull(pool, "pool");
    }

    /** With a pool of its own: four daemon threads at most, none while there is nothing to do. */
    public TargetContext(Endpoints endpoints, RolloutBuilds builds) {
        this(endpoints, builds, Workers.atMost(THREADS, "phased-rollout-target"));
    }

    /** Does work that blocks. Keep it short; a long wait belongs to a listener or a timer. */
    public <T> CompletionStage<T> blocking(Callable<T> work) {
        return Workers.call(work, pool);
    }

    /** The build that a call is made for. */
    public Optional<Run<?, ?>> build(TargetCall call) {
        return build(call.situation().rolloutId());
    }

    /** The build that another rollout runs or ran in; empty when this controller knows none. */
    public Optional<Run<?, ?>> build(String rolloutId) {
        // no thread of ours acts for anybody; finding the build is the controller's own business
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            return builds.find(rolloutId);
        }
    }

    /**
     * Whom a build acts for: what that identity may not see or start, its rollout may not either. Kept with the build,
     * so that it is known after the build was killed. May block.
     */
    public Authentication identity(Run<?, ?> build) {
        return BuildIdentity.of(build);
    }
}
