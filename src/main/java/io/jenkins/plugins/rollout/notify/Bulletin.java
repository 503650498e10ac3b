package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.engine.Story;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What those who work on a rollout want to be told of an entry of its journal. A function of the entry and the state
 * alone, so that what was not taken over before a kill is told the same way after it.
 *
 * @param phase name of the phase it is about; empty when it is about the whole
 * @param headline what happened, in a few words
 * @param text sentences
 * @param evidence digest of what is to be approved; empty when nothing is asked
 * @param people ids of those who are asked by name
 */
record Bulletin(Topic topic, String phase, String headline, String text, String evidence, List<String> people) {
    private static final int LONGEST = 2000;
    private static final String REST = " […]";

    /** @param state after the entry, or a little later */
    static Optional<Bulletin> of(Entry entry, RolloutState state) {
        Event event = entry.event();
        if (event instanceof Event.RolloutStarted) {
            return Optional.of(whole(Topic.STARTED, "started", phases(state)));
        } else if (event instanceof Event.ApprovalRequested e) {
            return Optional.of(asking(Topic.APPROVAL, e.phase(), "approval wanted", entry, state, e.evidence()));
        } else if (event instanceof Event.ApproversReminded e) {
            return Optional.of(
                    asking(Topic.REMINDER, e.phase(), "approval still wanted", entry, state, evidence(state, e.phase())));
        } else if (event instanceof Event.ApprovalEscalated e) {
            return Optional.of(
                    asking(Topic.ESCALATION, e.phase(), "approval wanted, escalated", entry, state, evidence(state, e.phase()))
                            .and(e.to()));
        } else if (event instanceof Event.ApprovalExpired e) {
            return Optional.of(about(Topic.EXPIRED, e.phase(), "nobody approved in time", entry, state));
        } else if (event instanceof Event.StageFailed e) {
            return Optional.of(about(Topic.FAILURE, e.phase(), e.stage().word() + " failed", entry, state));
        } else if (event instanceof Event.GateRejected e) {
            return Optional.of(about(Topic.FAILURE, e.phase(), "rejected", entry, state));
        } else if (event instanceof Event.Held e) {
            return Optional.of(about(Topic.HELD, e.phase(), "needs a human", entry, state));
        } else if (event instanceof Event.PhaseDeployed e) {
            return Optional.of(about(Topic.DEPLOYED, e.phase(), "deployed", entry, state));
        } else if (event instanceof Event.RollbackEnded e) {
            return Optional.of(rolledBack(e, state));
        } else if (event instanceof Event.RolloutEnded e) {
            return ended(e, state);
        }
        return Optional.empty();
    }

    private static Bulletin whole(Topic topic, String headline, String text) {
        return new Bulletin(topic, "", headline, text, "", List.of());
    }

    private static Bulletin about(Topic topic, String phase, String headline, Entry entry, RolloutState state) {
        String text = Story.tell(null, entry, state).map(Story.Sentence::text).orElse(headline);
        return new Bulletin(topic, phase, headline, text, "", List.of());
    }

    private static Bulletin asking(
            Topic topic, String phase, String headline, Entry entry, RolloutState state, String evidence) {
        Bulletin plain = about(topic, phase, headline, entry, state);
        Optional<PhaseState> found = state.phase(phase);
        String message = found.map(state::approval)
                .map(approval -> Situation.of(state, found.get().phase()).message(approval.message()))
                .orElse("");
        return new Bulletin(
                topic, phase, headline, message.isBlank() ? plain.text : plain.text + "\n\n" + message, evidence,
                found.map(state::approval).map(approval -> approval.from()).orElse(List.of()));
    }

    private Bulletin and(List<String> others) {
        var all = new ArrayList<>(people);
        all.addAll(others);
        return new Bulletin(topic, phase, headline, text, evidence, all.stream().distinct().toList());
    }

    private static String evidence(RolloutState state, String phase) {
        return state.phase(phase).map(PhaseState::ask).map(Ask::evidence).orElse("");
    }

    private static String phases(RolloutState state) {
        String names = state.plan().phases().stream().map(Phase::name).collect(Collectors.joining(" → "));
        return names.isEmpty() ? "It goes out phase by phase, as its Pipeline reaches them" : "Its phases: " + names;
    }

    private static Bulletin rolledBack(Event.RollbackEnded e, RolloutState state) {
        String cause = state.rollback() == null ? "" : state.rollback().cause();
        String why = cause.isEmpty() ? "Rolled back" : "Rolled back: " + cause;
        if (e.complete()) {
            return whole(Topic.ROLLBACK, "rolled back", why);
        }
        String rest = state.phases().stream()
                .filter(phase -> phase.status() == PhaseStatus.NOT_UNDONE)
                .map(phase -> "phase '" + phase.name() + "' is NOT UNDONE: " + phase.note())
                .collect(Collectors.joining("\n"));
        return whole(Topic.ROLLBACK, "rolled back, but NOT everything could be undone", why + "\n\n" + rest);
    }

    /** What a rollback was told of is not told twice. */
    private static Optional<Bulletin> ended(Event.RolloutEnded e, RolloutState state) {
        if (state.rollback() != null && state.rollback().complete() != null) {
            return Optional.empty();
        }
        String headline = e.result() == Result.SUCCESS ? "done" : "ended, " + e.result();
        return Optional.of(whole(Topic.DONE, headline, e.cause()));
    }

    /** The message of it. */
    Message message(String id, Entry entry, RolloutState state) {
        Plan plan = state.plan();
        Optional<Phase> found = state.phase(phase).map(PhaseState::phase);
        Situation situation = found.map(one -> Situation.of(state.id(), plan, one))
                .orElse(new Situation(
                        state.id(), plan.application(), plan.environment(), plan.version(), plan.previousVersion(), phase,
                        "", ""));
        String subject = plan.application() + " " + plan.version() + " to " + plan.environment()
                + (phase.isEmpty() ? "" : ", " + (plan.form() == Plan.Form.GATE ? "gate '" : "phase '") + phase + "'")
                + ": " + headline;
        return new Message(
                id, topic, state.build(), entry.at(), situation, subject, shortened(text),
                facts(situation, state), evidence, people, null, false);
    }

    private List<Message.Fact> facts(Situation situation, RolloutState state) {
        var facts = new ArrayList<Message.Fact>();
        facts.add(new Message.Fact("Application", situation.application()));
        facts.add(new Message.Fact("Version", situation.version()
                + (situation.previousVersion().isEmpty() ? "" : " (after " + situation.previousVersion() + ")")));
        facts.add(new Message.Fact("Environment", situation.environment()));
        if (!phase.isEmpty()) {
            String share = situation.exposure().isEmpty() ? "" : situation.exposure() + " %";
            String who = situation.audience();
            String reach = share.isEmpty() || who.isEmpty() ? share + who : share + " of " + who;
            facts.add(new Message.Fact("Phase", phase + (reach.isEmpty() ? "" : " (" + reach + ")")));
        }
        if (topic.asks()) {
            state.phase(phase).ifPresent(found -> facts.add(new Message.Fact(
                    "Asked",
                    state.approval(found).rules().stream()
                            .map(rule -> rule.quorum() + " of " + rule.people())
                            .collect(Collectors.joining(", and ")))));
        }
        facts.add(new Message.Fact("Build", state.build()));
        return facts;
    }

    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - REST.length()) + REST;
    }
}
