package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Watch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What the page shows of a phase and the state no longer holds: its samples, what approvers were last shown, and the names
 * of those for whom others answered.
 */
final class Trace {
    private final Samples gate = new Samples();
    private final Samples bake = new Samples();
    private final Map<String, String> names = new HashMap<>();
    private String evidence;
    private Instant requestedAt;

    /** @param entry about the phase of that name */
    void follow(Entry entry, String phase, RolloutState after) {
        Event event = entry.event();
        Instant at = entry.at();
        entry.by().standsInFor().forEach(away -> names.put(away.id(), away.name()));
        if (event instanceof Event.GateOpened) {
            gate.restart();
            evidence = null;
            requestedAt = null;
        } else if (event instanceof Event.BakeStarted) {
            bake.restart();
        } else if (event instanceof Event.ApprovalRequested asked) {
            evidence = asked.evidence();
            requestedAt = at;
        } else if (event instanceof Event.RoundMeasured round) {
            Watch watch = after.phase(phase).map(PhaseState::watch).orElse(null);
            (round.stage() == Stage.BAKE ? bake : gate).add(round.readings(), watch);
        }
    }

    /** The phase that an event is about; null when it is about the whole rollout, or changes no trace. */
    static String phaseOf(Event event) {
        if (event instanceof Event.GateOpened e) {
            return e.phase();
        } else if (event instanceof Event.BakeStarted e) {
            return e.phase();
        } else if (event instanceof Event.ApprovalRequested e) {
            return e.phase();
        } else if (event instanceof Event.RoundMeasured e) {
            return e.phase();
        } else if (event instanceof Event.ApprovalGiven e) {
            return e.phase();
        } else if (event instanceof Event.RejectionGiven e) {
            return e.phase();
        }
        return null;
    }

    Samples gate() {
        return gate;
    }

    Samples bake() {
        return bake;
    }

    /** The digest that approvers were last shown in this gate; null when they were not asked. */
    String evidence() {
        return evidence;
    }

    /** The full name of somebody for whom another answered in this phase; their id when it is not known. */
    String nameOf(String away) {
        return away == null ? null : names.getOrDefault(away, away);
    }

    Instant requestedAt() {
        return requestedAt;
    }
}
