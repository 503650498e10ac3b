package io.jenkins.plugins.rollout.service;

import io.jenkins.plugins.rollout.audit.AuditFollower;
import io.jenkins.plugins.rollout.audit.AuditRecord;
import io.jenkins.plugins.rollout.audit.AuditStore;
import io.jenkins.plugins.rollout.audit.Retention;
import io.jenkins.plugins.rollout.audit.Verification;
import io.jenkins.plugins.rollout.engine.Witness;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.policy.Patterns;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The audit trail of this controller: written behind the engine by one thread of its own. */
public final class AuditTrail {
    private static final Logger LOGGER = Logger.getLogger(AuditTrail.class.getName());

    private final AuditStore store;
    private final AuditFollower follower;
    private final ThreadPoolExecutor thread;
    private final Function<String, Rules> rules;
    private volatile boolean closed;

    private AuditTrail(AuditStore store, Function<String, Rules> rules) {
        this.store = store;
        this.rules = rules;
        this.thread = Clerk.thread("phased-rollout-audit");
        this.follower = new AuditFollower(store, thread);
    }

    /**
     * Opens it.
     *
     * @param home of the plugin in the controller's home
     * @param rules what is allowed to a build, asked when months are let go
     */
    static AuditTrail open(Path home, Function<String, Rules> rules) throws IOException {
        var trail = new AuditTrail(AuditStore.open(home.resolve("audit"), Clock.systemUTC()), rules);
        trail.thread.execute(trail::report);
        trail.thread.execute(trail::letGo);
        return trail;
    }

    Witness witness() {
        return follower;
    }

    /** To be read and verified. */
    public AuditStore store() {
        return store;
    }

    /**
     * Writes down what somebody did that is about no rollout.
     *
     * @param act in one word: {@code delegated}, {@code freezeDeclared}
     * @param what and why, in one sentence
     */
    public CompletionStage<Void> add(Actor by, String act, String what) {
        return follower.add(AuditRecord.ofController(Instant.now(), act, by, what));
    }

    /** Waits until what the engine wrote up to now is in the trail. */
    public void settle() throws IOException {
        Clerk.settle(follower, "the audit trail");
    }

    private void report() {
        try {
            Verification verification = store.verify();
            if (!verification.ok()) {
                LOGGER.log(Level.SEVERE, "the audit trail does not verify: {0}", verification.firstBad());
            }
        } catch (IOException e) {
            LOGGER.log(Level.SEVERE, "the audit trail cannot be read", e);
        }
    }

    /** Lets go what policies no longer want kept, now and then once a day. */
    private void letGo() {
        if (closed) {
            return;
        }
        try {
            int months = store.drop(retention());
            if (months > 0) {
                LOGGER.log(Level.INFO, "{0} months of the audit trail were kept for long enough and are gone", months);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "the audit trail is kept for longer than it need be", e);
        }
        CompletableFuture.delayedExecutor(1, TimeUnit.DAYS, thread).execute(this::letGo);
    }

    private Retention retention() {
        record Kind(String build, String application, String environment) {}
        Map<Kind, Optional<Duration>> known = new HashMap<>();
        return new Retention(record -> known.computeIfAbsent(
                new Kind(record.job(), record.application(), record.environment()),
                kind -> kept(rules.apply(kind.build()), kind.application(), kind.environment())));
    }

    /**
     * How long records are kept: as long as the policy says that keeps them longest. Only what the controller's own
     * policies limit may go; a folder's can keep it for longer.
     *
     * @return empty for ever
     */
    static Optional<Duration> kept(Rules rules, String application, String environment) {
        List<Policy> said = rules.policies().stream()
                .filter(policy -> policy.retention() != null)
                .filter(policy -> Patterns.match(
                        policy.applications(), policy.environments(), application, environment))
                .toList();
        return said.stream().noneMatch(policy -> policy.place().equals("global"))
                ? Optional.empty()
                : said.stream().map(Policy::retention).filter(Objects::nonNull).max(Duration::compareTo);
    }

    /** Takes over what is written so far and ends. */
    void close() {
        closed = true;
        try {
            settle();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the rest goes into the audit trail after the next start", e);
        }
        Clerk.end(thread);
    }
}
