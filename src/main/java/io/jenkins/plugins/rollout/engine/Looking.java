package io.jenkins.plugins.rollout.engine;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Asks one target at an interval whether its world has changed, and tells when it has, or has changed back. */
final class Looking {
    /** A target that says nothing at all for so long could not be asked. */
    private static final long LONGEST_SECONDS = 120;

    private final TargetCaller targets;
    private final TargetCall call;
    private final Alarm alarm;
    private final Clock clock;
    private final Duration every;
    private final Consumer<String> told;
    private boolean changed;
    private boolean over;
    private Runnable under = () -> {};

    /** @param changed whether a change is known already */
    Looking(
            TargetCaller targets,
            TargetCall call,
            Alarm alarm,
            Clock clock,
            Duration every,
            boolean changed,
            Consumer<String> told) {
        this.targets = targets;
        this.call = call;
        this.alarm = alarm;
        this.clock = clock;
        this.every = every;
        this.changed = changed;
        this.told = told;
    }

    /** The first time after half to all of the interval, so that those who start together do not ask together. */
    synchronized void later() {
        var checksum = new CRC32C();
        checksum.update(call.operation().getBytes(StandardCharsets.UTF_8));
        long half = every.toMillis() / 2;
        waitFor(Duration.ofMillis(half + Math.round(half * (checksum.getValue() / 0x1p32))));
    }

    private synchronized void waitFor(Duration time) {
        if (!over) {
            under = alarm.at(clock.instant().plus(time), this::look);
        }
    }

    private void look() {
        CompletableFuture<Optional<String>> asked;
        try {
            asked = targets.look(call).toCompletableFuture().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (RuntimeException e) {
            asked = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Optional<String>> answer = asked;
        synchronized (this) {
            if (over) {
                answer.cancel(true);
                return;
            }
            under = () -> answer.cancel(true);
        }
        answer.whenComplete((seen, failure) -> {
            if (failure == null) { // a target that cannot tell has not changed
                tell(seen);
            }
            waitFor(every);
        });
    }

    private void tell(Optional<String> seen) {
        synchronized (this) {
            if (over || !changed && seen.isEmpty()) {
                return;
            }
            changed = seen.isPresent();
        }
        told.accept(seen.orElse(null));
    }

    synchronized void end() {
        over = true;
        under.run();
    }
}
