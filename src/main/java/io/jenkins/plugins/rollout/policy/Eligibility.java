package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.Yes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Decides whether a person may answer a request for approval, and for whom the answer counts. */
public final class Eligibility {
    private final Actor actor;
    private final Approval approval;
    private final Ask ask;
    private final List<Voice> voices;

    /** Somebody for whom the person may speak; oneself first. @param onBehalfOf null for oneself */
    private record Voice(String id, String onBehalfOf, Set<String> groups, Set<RolloutPermission> permissions) {}

    /** The answer. */
    public sealed interface Answer {
        /**
         * Yes.
         *
         * @param onBehalfOf for whom it counts; null for oneself
         * @param override whether only as an override
         */
        record May(String onBehalfOf, boolean override) implements Answer {}

        /** No, whatever happens. */
        record MayNot(String why) implements Answer {}

        /** Not as the request stands. */
        record NotNow(String why) implements Answer {}

        /** It is said already. */
        record Said() implements Answer {}
    }

    private Eligibility(Actor actor, Approval approval, Ask ask, Instant now) {
        this.actor = actor;
        this.approval = approval;
        this.ask = ask;
        this.voices = new ArrayList<>();
        voices.add(new Voice(actor.id(), null, actor.groups(), actor.permissions()));
        for (StandIn away : actor.standsInFor()) {
            if (away.until() == null || now.isBefore(away.until())) {
                voices.add(new Voice(away.id(), away.id(), away.groups(), away.permissions()));
            }
        }
    }

    /**
     * Whether a person may say yes.
     *
     * @param approval what is asked for
     * @param ask the open request
     * @param concerned ids of those who started the rollout or authored what it deploys
     * @param override whether the person wants to approve as an override, if it takes one
     */
    public static Answer toApprove(
            Actor actor,
            Approval approval,
            Ask ask,
            Set<String> concerned,
            Rules rules,
            boolean override,
            Instant now) {
        return new Eligibility(actor, approval, ask, now)
                .toApprove(rules.selfApproval() ? Set.of() : concerned, override);
    }

    /** Whether a person may say no. Those who may not approve their own work may still stop it, and in any turn. */
    public static Answer toReject(Actor actor, Approval approval, Ask ask, Instant now) {
        return new Eligibility(actor, approval, ask, now).toReject();
    }

    private Answer toApprove(Set<String> concerned, boolean override) {
        List<Voice> asked = voices.stream().filter(this::isAsked).toList();
        boolean unasked = asked.isEmpty();
        if (unasked && !(override && actor.administrator())) {
            return new Answer.MayNot(notAsked(actor.administrator()));
        }
        List<Voice> free = unasked ? voices.subList(0, 1) : asked;
        List<Voice> others = concerned.contains(actor.id())
                ? List.of()
                : free.stream().filter(voice -> !concerned.contains(voice.id())).toList();
        boolean own = others.isEmpty();
        if (own && !override) {
            return new Answer.MayNot(own(concerned));
        }
        if ((own || unasked) && !actor.may(RolloutPermission.OVERRIDE)) {
            return new Answer.MayNot(actor.id() + " lacks the permission " + RolloutPermission.OVERRIDE.title());
        }
        return speak(own ? free : others, own || unasked);
    }

    /** The voice that brings the request furthest. */
    private Answer speak(List<Voice> allowed, boolean override) {
        if (ask.given().stream().anyMatch(yes -> yes.by().equals(actor.id()))) {
            return new Answer.Said();
        }
        List<Voice> silent = allowed.stream()
                .filter(voice -> !ask.hasFrom(actor.id()) && !ask.hasFrom(voice.id()))
                .toList();
        if (silent.isEmpty()) {
            return new Answer.NotNow(spoken(yes -> allowed.stream().anyMatch(voice -> yes.concerns(voice.id()))
                    || yes.concerns(actor.id())));
        }
        Quorum now = Quorum.of(approval, ask);
        List<Voice> inTurn = silent.stream()
                .filter(voice -> !approval.inTurn()
                        || now.rules().stream()
                                .anyMatch(count -> count.asked() && yes(voice, override).fits(count.rule())))
                .toList();
        if (inTurn.isEmpty()) {
            return new Answer.NotNow(now.complete()
                    ? "all approvals are given already"
                    : "it is not the turn of " + actor.id() + "; asked now is "
                            + String.join(", ", now.rules().stream()
                                    .filter(Quorum.Count::asked)
                                    .map(count -> count.rule().people())
                                    .toList()));
        }
        Voice best = inTurn.stream()
                .filter(voice -> lacks(with(yes(voice, override))) < lacks(now))
                .findFirst()
                .orElse(inTurn.get(0));
        return new Answer.May(best.onBehalfOf(), override);
    }

    private Answer toReject() {
        List<Voice> asked = voices.stream().filter(this::isAsked).toList();
        if (asked.isEmpty()) {
            return new Answer.MayNot(notAsked(false));
        }
        if (ask.rejected().stream().anyMatch(no -> no.by().equals(actor.id()))) {
            return new Answer.Said();
        }
        return asked.stream()
                .filter(voice -> !ask.isRejectedBy(actor.id()) && !ask.isRejectedBy(voice.id()))
                .findFirst()
                .<Answer>map(voice -> new Answer.May(voice.onBehalfOf(), false))
                .orElse(new Answer.NotNow("a no of " + asked.get(0).id() + " counts already"));
    }

    private boolean isAsked(Voice voice) {
        return ask.inSecondCircle(voice.id(), voice.groups())
                || approval.rules().stream()
                        .anyMatch(rule -> rule.admits(voice.id(), voice.groups(), voice.permissions()));
    }

    /** The yes as it would be counted. */
    private Yes yes(Voice voice, boolean override) {
        boolean anyRule = override && actor.administrator() || ask.inSecondCircle(voice.id(), voice.groups());
        return new Yes(
                actor.id(), actor.name(), actor.via(), "", ask.at(), voice.groups(), voice.permissions(), null,
                voice.onBehalfOf(), override, anyRule);
    }

    private Quorum with(Yes yes) {
        var more = new ArrayList<>(ask.given());
        more.add(yes);
        return Quorum.of(approval, more);
    }

    /** A sum, for a yes may help two shared rules of which another lacks as many. */
    private static int lacks(Quorum quorum) {
        return quorum.rules().stream().mapToInt(Quorum.Count::missing).sum();
    }

    private String notAsked(boolean administrator) {
        String mend = administrator
                ? "; as an administrator, approve it as an override (override=true), with a comment"
                : "";
        if (approval.from().isEmpty() && approval.rules().size() == 1) {
            return actor.id() + " lacks the permission " + approval.rules().get(0).permission().title() + mend;
        }
        var people = new ArrayList<>(approval.rules().stream().map(Approval.Rule::people).toList());
        people.addAll(ask.escalatedTo());
        return actor.id() + " is not among those asked: " + String.join(", ", people) + mend;
    }

    private String own(Set<String> concerned) {
        String whose = concerned.contains(actor.id()) ? actor.id() : voices.stream()
                .filter(voice -> concerned.contains(voice.id()))
                .map(Voice::id)
                .findFirst()
                .orElse(actor.id());
        return whose + " started this rollout or authored what it deploys; somebody else must approve"
                + (actor.may(RolloutPermission.OVERRIDE)
                        ? ", or approve it as an override (override=true), with a comment"
                        : "");
    }

    private String spoken(Predicate<Yes> which) {
        return ask.given().stream()
                .filter(which)
                .findFirst()
                .map(yes -> yes.name()
                        + (yes.onBehalfOf() == null ? "" : ", for " + yes.onBehalfOf() + ",")
                        + " has approved already, and one person counts once; withdraw that first")
                .orElse("one person counts once");
    }
}
