package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Windows;
import io.jenkins.plugins.rollout.policy.Windows.Closure;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keeps phases from starting outside their windows. A freeze keeps the gate of the next phase shut; calendars let it
 * ask, so that what is approved in hours can start in the next ones. In the hot-fix lane nothing waits, and an undo
 * never does.
 */
final class Waits {
    private Waits() {}

    /** What becomes of a phase whose gate is to open: unless a freeze holds it, what follows otherwise. */
    static Optional<Event> toOpen(
            RolloutState state, PhaseState phase, Rules rules, Instant now, Supplier<Event> otherwise) {
        Optional<Closure> frozen =
                state.hotfix() != null ? Optional.empty() : Windows.frozen(state.plan(), rules, now);
        return held(phase, frozen, () -> Optional.of(otherwise.get()));
    }

    /** What becomes of a phase that is to be deployed: unless something holds it, what follows otherwise. */
    static Optional<Event> toStart(
            RolloutState state, PhaseState phase, Rules rules, Instant now, Optional<Event> otherwise) {
        return held(phase, closed(state, rules, now), () -> otherwise);
    }

    /** Why nothing can be deployed now. */
    static Optional<Closure> closed(RolloutState state, Rules rules, Instant now) {
        return state.hotfix() != null ? Optional.empty() : Windows.closed(state.plan(), rules, now);
    }

    /** Says what holds a phase, once; and when nothing does any more. */
    private static Optional<Event> held(
            PhaseState phase, Optional<Closure> closed, Supplier<Optional<Event>> otherwise) {
        PhaseState.Window window = phase.window();
        if (closed.isEmpty()) {
            return window == null ? otherwise.get() : Optional.of(new Event.WindowOpened(phase.name()));
        }
        Closure closure = closed.get();
        boolean said = window != null
                && window.why().equals(closure.why())
                && Objects.equals(window.until(), closure.until());
        return said
                ? Optional.empty()
                : Optional.of(new Event.WindowAwaited(phase.name(), closure.why(), closure.until()));
    }

    /** {@code until 2026-01-12T08:00:00Z}, or that nobody knows. */
    static String until(Instant until) {
        return until == null ? "until somebody changes that" : "until " + until;
    }
}
