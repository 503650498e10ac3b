package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.engine.Story.Sentence;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.policy.Quorum;
import java.util.stream.Collectors;

/** The sentences of {@link Story} about those who are asked. */
final class ApprovalStory {
    private static final int BRIEF = 60;

    private ApprovalStory() {}

    /** Null of what is about something else, or not worth a line. */
    static Sentence sentence(Entry entry, RolloutState after) {
        Event event = entry.event();
        if (event instanceof Event.ApprovalRequested e) {
            return Story.human(Story.phase(after, e.phase(), "waiting for approval" + wanted(after, e.phase())));
        } else if (event instanceof Event.ApprovalGiven e) {
            return Story.human(Story.phase(after, e.phase(), "approved by " + who(entry, e.onBehalfOf())
                    + (e.override() ? ", as an override" : "") + progress(after, e.phase()) + Story.said(e.comment())
                    + answers(e)));
        } else if (event instanceof Event.ApprovalWithdrawn e) {
            return Story.human(Story.phase(after, e.phase(), "approval withdrawn by " + who(entry, null)
                    + progress(after, e.phase()) + Story.said(e.comment())));
        } else if (event instanceof Event.RejectionGiven e) {
            return Story.bad(Story.phase(after, e.phase(), "a no from " + who(entry, e.onBehalfOf()) + " ("
                    + noes(after, e.phase()) + " of " + Story.approval(after, e.phase()).rejections() + "): "
                    + e.reason()));
        } else if (event instanceof Event.ApproversReminded e) {
            return Story.human(Story.phase(after, e.phase(), "still waiting for approval" + lacking(after, e.phase())));
        } else if (event instanceof Event.ApprovalEscalated e) {
            return Story.human(Story.phase(after, e.phase(), "still waiting for approval" + lacking(after, e.phase())
                    + "; now asking " + String.join(", ", e.to()) + " as well"));
        } else if (event instanceof Event.ApprovalExpired e) {
            return Story.bad(Story.phase(after, e.phase(), Requests.unanswered(Story.approval(after, e.phase()))));
        } else if (event instanceof Event.GateRejected e) {
            return Actor.SYSTEM_ID.equals(entry.by().id())
                    ? null // it expired, as the sentence before says
                    : Story.bad(Story.phase(
                            after, e.phase(), "rejected by " + who(entry, e.onBehalfOf()) + ": " + e.reason()));
        }
        return null;
    }

    private static String wanted(RolloutState state, String phase) {
        Approval approval = Story.approval(state, phase);
        return " (" + approval.rules().stream()
                        .map(rule -> rule.quorum() + " of " + rule.people())
                        .collect(Collectors.joining(approval.inTurn() ? ", then " : ", and "))
                + ")"
                + Story.find(state, phase)
                        .map(found -> Situation.of(state.id(), state.plan(), found).message(approval.message()))
                        .filter(message -> !message.isEmpty())
                        .map(message -> ": " + message)
                        .orElse("");
    }

    /** {@code (1 of 2)} of one rule; of several {@code (1 of 1 of qa, 0 of 2 of sre)}. */
    private static String progress(RolloutState state, String phase) {
        return state.phase(phase)
                .map(found -> Quorum.of(state.approval(found), found.approved()).rules())
                .map(rules -> rules.stream()
                        .map(count -> count.yeses().size() + " of " + count.rule().quorum()
                                + (rules.size() == 1 ? "" : " of " + count.rule().people()))
                        .collect(Collectors.joining(", ", " (", ")")))
                .orElse("");
    }

    private static String lacking(RolloutState state, String phase) {
        return state.phase(phase)
                .map(found -> " (missing " + Quorum.of(state.approval(found), found.approved()).lacking() + ")")
                .orElse("");
    }

    private static int noes(RolloutState state, String phase) {
        return state.phase(phase).map(PhaseState::ask).map(ask -> ask.rejected().size()).orElse(0);
    }

    /** {@code Bob for Alice (api)}. */
    private static String who(Entry entry, String away) {
        String whose = entry.by().standsInFor().stream()
                .filter(one -> one.id().equals(away))
                .map(StandIn::name)
                .findFirst()
                .orElse(away);
        return entry.by().name() + (whose == null ? "" : " for " + whose) + Story.via(entry);
    }

    private static String answers(Event.ApprovalGiven e) {
        return e.answers().isEmpty()
                ? ""
                : e.answers().entrySet().stream()
                        .map(answer -> answer.getKey() + ": " + brief(answer.getValue()))
                        .collect(Collectors.joining(", ", " [", "]"));
    }

    private static String brief(String answer) {
        String line = answer.strip().replaceAll("\\s+", " ");
        if (line.length() <= BRIEF) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(BRIEF - 1)) ? BRIEF - 1 : BRIEF;
        return line.substring(0, end) + "…";
    }
}
