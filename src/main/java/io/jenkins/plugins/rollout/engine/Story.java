package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells what happened, one sentence an event, as a release manager would. The build log and the page's history say the
 * same words. Plain text: what comes from outside stands in it as it came.
 */
public final class Story {
    private Story() {}

    /** @param text one sentence without its full stop */
    public record Sentence(String text, Tone tone) {}

    /**
     * The sentence for an entry.
     *
     * @param before the state before it; null for the first entry
     * @param after the state after it
     * @return empty for what is not worth a line: a round of samples that says what the one before said, steps on the
     *     way that another sentence tells
     */
    public static Optional<Sentence> tell(RolloutState before, Entry entry, RolloutState after) {
        return Optional.ofNullable(sentence(before, entry, after));
    }

    private static Sentence sentence(RolloutState before, Entry entry, RolloutState after) {
        Event event = entry.event();
        String who = entry.by().name();
        if (event instanceof Event.RolloutDeclared e) {
            return plain(declared(e.plan()));
        } else if (event instanceof Event.TurnAwaited e) {
            return plain("waiting for rollout " + e.behind() + " to end: one rollout of " + after.plan().application()
                    + " in " + after.plan().environment() + " at a time");
        } else if (event instanceof Event.RolloutStarted e) {
            return started(before, e);
        } else if (event instanceof Event.TakenOver e) {
            return plain("takes over from rollout " + e.inheritance().from() + " what " + e.inheritance().version()
                    + " has reached" + reach(e.inheritance().reach()) + "; nobody falls back, and an undo takes that away, too");
        } else if (event instanceof Event.HandOverAsked e) {
            return plain("to be handed over to rollout " + e.to() + ": nothing new is begun");
        } else if (event instanceof Event.HandOverOffered e) {
            return plain("handing over to rollout " + e.to() + "; nothing is undone");
        } else if (event instanceof Event.HandOverRefused e) {
            return bad("rollout " + e.to() + " does not take over: " + e.why());
        } else if (event instanceof Event.DriftSeen e) {
            return bad(phase(after, e.phase(), "the world has changed: " + target(after, e.phase(), e.operation()) + ": "
                    + e.what()));
        } else if (event instanceof Event.DriftGone e) {
            return good(phase(after, e.phase(), target(after, e.phase(), e.operation()) + " is as it was deployed again"));
        } else if (event instanceof Event.PhaseDeclared e) {
            return plain("phase '" + e.phase().name() + "' reached" + reach(e.phase()));
        } else if (event instanceof Event.GateOpened e) {
            return plain(phase(after, e.phase(), "gate opened" + gate(after, e)));
        } else if (event instanceof Event.RoundMeasured e) {
            return RoundStory.tell(before, after, e);
        } else if (event instanceof Event.ApprovalsVoided e) {
            return bad(phase(after, e.phase(), "approvals are void, review again: " + e.why()));
        } else if (event instanceof Event.GatePassed e) {
            return good(phase(after, e.phase(), "gate passed"
                    + (approval(after, e.phase()).automatic() ? ", no approval asked for: the plan says automatic" : "")));
        } else if (event instanceof Event.WindowAwaited e) {
            return plain(phase(after, e.phase(), "may not start " + Waits.until(e.until()) + ": " + e.why()));
        } else if (event instanceof Event.WindowOpened e) {
            return good(phase(after, e.phase(), "may start now"));
        } else if (event instanceof Event.HotfixDeclared e) {
            return human("HOT-FIX declared by " + who + via(entry) + ": " + e.reason()
                    + "; no freeze and no calendar holds it, each phase must be approved by " + lane(e));
        } else if (event instanceof Event.StageFailed e) {
            return bad(phase(after, e.phase(), e.stage().word() + " failed: " + e.why()));
        } else if (event instanceof Event.StageSkipped e) {
            return human(phase(after, e.phase(), e.stage().word() + " skipped by " + who + via(entry) + ": " + e.reason()));
        } else if (event instanceof Event.DeployStarted e) {
            return plain(phase(after, e.phase(), "deploying " + after.plan().version() + target(after, e.phase())
                    + again(e.attempt())));
        } else if (event instanceof Event.OperationStarted e) {
            return e.tryNumber() == 1
                    ? plain(phase(after, e.phase(), (e.action() == Action.UNDO
                                    ? "undoing "
                                    : e.operation().contains(":again") ? "deploying again to " : "deploying to ")
                            + e.target().name()))
                    : plain(phase(after, e.phase(), "trying again: " + e.target().name() + ", try " + e.tryNumber()));
        } else if (event instanceof Event.OperationEnded e) {
            return operation(after, e);
        } else if (event instanceof Event.BlockEnded e) {
            return e.ok() || after.isEnded()
                    ? null
                    : bad(phase(after, e.phase(), "block to " + e.action().word() + " ended: " + e.message()));
        } else if (event instanceof Event.PhaseDeployed e) {
            return good(phase(after, e.phase(), "deployed" + undoNote(after, e.phase())));
        } else if (event instanceof Event.BakeStarted e) {
            return plain(phase(after, e.phase(), "baking for " + bake(after, e.phase()) + again(e.attempt())));
        } else if (event instanceof Event.PhaseDone e) {
            return good(phase(after, e.phase(), "done"));
        } else if (event instanceof Event.PhaseSkipped e) {
            return plain(phase(after, e.phase(), "skipped"));
        } else if (event instanceof Event.Held e) {
            return bad(phase(after, e.phase(), "needs a human (" + choices(e) + "): " + e.why()));
        } else if (event instanceof Event.Paused e) {
            return human("paused by " + who + via(entry) + ": " + e.reason());
        } else if (event instanceof Event.Resumed e) {
            boolean accepted = before != null && before.pause() == null && HumanDecider.drifted(before);
            return human((accepted ? "the change is accepted by " : "resumed by ") + who + via(entry) + said(e.reason()));
        } else if (event instanceof Event.Retried e) {
            return human(phase(after, e.phase(), e.stage().word() + " tried again by " + who + via(entry) + said(e.reason())));
        } else if (event instanceof Event.Promoted e) {
            return human("promoted to phase '" + e.phase() + "' by " + who + via(entry) + ": " + e.reason());
        } else if (event instanceof Event.RollbackStarted e) {
            return bad("rolling back: " + e.cause());
        } else if (event instanceof Event.UndoStarted e) {
            return plain(phase(after, e.phase(), "undoing" + again(e.attempt())));
        } else if (event instanceof Event.PhaseUndone e) {
            return good(phase(after, e.phase(), "undone"));
        } else if (event instanceof Event.PhaseNotUndone e) {
            return bad(phase(after, e.phase(), "NOT UNDONE: " + e.why()));
        } else if (event instanceof Event.RollbackEnded e) {
            return e.complete() ? good("rolled back") : bad("rolled back, but not everything could be undone");
        } else if (event instanceof Event.AbortAsked) {
            return human("build aborted by " + who);
        } else if (event instanceof Event.BuildLost e) {
            return bad("the build is gone (" + e.why() + "); its block cannot be called any more");
        } else if (event instanceof Event.ControllerRestarted) {
            return plain("the controller was restarted; going on");
        } else if (event instanceof Event.RolloutEnded e) {
            return e.result() == Result.SUCCESS
                    ? good("SUCCESS: " + e.cause())
                    : bad(e.result() + ": " + e.cause());
        }
        return ApprovalStory.sentence(entry, after); // null of undoBlockStarted: the sentence before says it
    }

    private static String reach(Reach reach) {
        var parts = new ArrayList<String>();
        if (reach.exposure() != null) {
            parts.add(reach.exposure().toPlainString() + " %");
        }
        reach.audiences().forEach(audience -> parts.add(audience.name()));
        return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
    }

    private static String target(RolloutState state, String phase, String operation) {
        return state.phase(phase)
                .flatMap(found -> found.operation(operation))
                .map(found -> found.target().name())
                .orElse(operation);
    }

    private static Sentence started(RolloutState before, Event.RolloutStarted e) {
        boolean waited = before != null && before.behind() != null;
        String written = before == null ? "" : before.plan().previousVersion();
        String live = e.previousVersion();
        String previous = live == null || live.equals(written)
                ? ""
                : written.isEmpty()
                        ? "version " + live + " is live, and is the previous version"
                        : "version " + live + " is live; the Jenkinsfile says that " + written + " is the previous version";
        return waited || !previous.isEmpty()
                ? plain((waited ? "its turn has come" : "") + (waited && !previous.isEmpty() ? "; " : "") + previous)
                : null;
    }

    private static String lane(Event.HotfixDeclared e) {
        return e.rules().stream()
                .map(rule -> rule.quorum() + " of " + rule.people())
                .collect(Collectors.joining(", and "));
    }

    private static String choices(Event.Held e) {
        return switch (e.kind()) {
            case UNDO -> "retry or stop";
            case DRIFT -> "retry to deploy it again, resume to accept it, roll back or stop";
            case POLICY -> "retry when the policy allows it, roll back or stop";
            case INCONCLUSIVE, FAILURE, EXPIRED -> "retry, skip, roll back or stop";
        };
    }

    private static String declared(Plan plan) {
        return switch (plan.form()) {
            case GATE -> "gate for " + plan.application() + " " + plan.version();
            case STEPS -> "rollout of " + plan.application() + " " + plan.version() + " to " + plan.environment()
                    + ", phase by phase as the Pipeline reaches them; only what deployTo deploys can be undone";
            case PLAN -> "rollout of " + plan.application() + " " + plan.version() + " to " + plan.environment() + ": "
                    + plan.phases().stream()
                            .map(phase -> phase.name()
                                    + (phase.exposure() == null ? "" : " " + phase.exposureText() + " %"))
                            .collect(Collectors.joining(" → "));
        };
    }

    static String phase(RolloutState state, String name, String text) {
        return state.plan().form() == Plan.Form.GATE
                ? "gate '" + name + "': " + text
                : "phase '" + name + "': " + text;
    }

    static Optional<Phase> find(RolloutState state, String phase) {
        return state.phase(phase).map(PhaseState::phase);
    }

    static Approval approval(RolloutState state, String phase) {
        return state.phase(phase).map(state::approval).orElse(Approval.DEFAULT);
    }

    private static String reach(Phase phase) {
        String exposure = phase.exposure() == null ? "" : phase.exposureText() + " %";
        String audience = phase.audience() == null ? "" : phase.audience();
        String both = exposure.isEmpty() || audience.isEmpty() ? exposure + audience : exposure + " of " + audience;
        return both.isEmpty() ? "" : " (" + both + ")";
    }

    private static String target(RolloutState state, String phase) {
        return find(state, phase).map(Story::reach).orElse("");
    }

    private static String gate(RolloutState state, Event.GateOpened e) {
        int criteria = find(state, e.phase()).map(found -> found.gate().metrics().size()).orElse(0);
        return again(e.attempt())
                + (criteria == 0
                        ? ""
                        : ", checking " + find(state, e.phase()).orElseThrow().gate().metrics().stream()
                                .map(criterion -> "'" + criterion.name() + "' " + criterion.limit())
                                .collect(Collectors.joining(", ")));
    }

    private static String again(int attempt) {
        return attempt > 1 ? ", attempt " + attempt : "";
    }

    static String via(Entry entry) {
        return "page".equals(entry.by().via()) ? "" : " (" + entry.by().via() + ")";
    }

    static String said(String comment) {
        return comment == null || comment.isBlank() ? "" : ": " + comment;
    }

    private static String bake(RolloutState state, String phase) {
        return find(state, phase)
                .flatMap(Phase::baking)
                .map(bake -> Durations.text(bake.duration())
                        + (bake.metrics().isEmpty()
                                ? ""
                                : ", watching " + bake.metrics().stream()
                                        .map(criterion -> "'" + criterion.name() + "' " + criterion.limit())
                                        .collect(Collectors.joining(", "))))
                .orElse("");
    }

    private static String undoNote(RolloutState state, String phase) {
        boolean withoutTarget = state.plan().form() == Plan.Form.STEPS
                && state.phase(phase).map(found -> found.deployedTargets().isEmpty()).orElse(false);
        return withoutTarget ? "; without deployTo, so that it cannot be undone" : "";
    }

    private static Sentence operation(RolloutState state, Event.OperationEnded e) {
        String name = state.phase(e.phase())
                .flatMap(found -> found.operation(e.operation()))
                .map(operation -> operation.target().name())
                .orElse(e.operation());
        String message = e.answer().message();
        boolean whole = message.startsWith(name); // the target speaks of itself by its name already
        String said = message.isEmpty() ? "" : ": " + message;
        if (e.answer().isDone()) {
            return good(phase(state, e.phase(), whole ? message : name + " done" + said));
        }
        return bad(phase(state, e.phase(), (whole ? message : name + " failed" + said)
                + (e.again() == null ? "" : "; will be tried again")));
    }

    private static Sentence plain(String text) {
        return new Sentence(text, Tone.PLAIN);
    }

    private static Sentence good(String text) {
        return new Sentence(text, Tone.GOOD);
    }

    static Sentence bad(String text) {
        return new Sentence(text, Tone.BAD);
    }

    static Sentence human(String text) {
        return new Sentence(text, Tone.HUMAN);
    }
}
