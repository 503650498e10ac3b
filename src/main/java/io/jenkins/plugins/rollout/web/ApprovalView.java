package io.jenkins.plugins.rollout.web;

import static io.jenkins.plugins.rollout.web.StateView.text;
import static io.jenkins.plugins.rollout.web.StateView.word;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.No;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Yes;
import io.jenkins.plugins.rollout.policy.Quorum;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What a viewer sees of the people who are asked in a phase, and of what they said, as JSON. */
final class ApprovalView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RolloutState state;
    private final PhaseState phase;
    private final Trace trace;
    private final Approval approval;
    private final Ask ask;
    private final List<Yes> given;

    ApprovalView(RolloutState state, PhaseState phase, Trace trace) {
        this.state = state;
        this.phase = phase;
        this.trace = trace;
        this.approval = state.approval(phase);
        this.ask = phase.status() == PhaseStatus.GATE ? phase.ask() : null;
        this.given = ask == null ? phase.approved() : ask.given();
    }

    ObjectNode json() {
        Quorum quorum = Quorum.of(approval, given);
        boolean requested = ask != null && !ask.expired();
        Instant at = ask == null ? trace.requestedAt() : ask.at();
        ObjectNode json = JSON.objectNode();
        json.put("automatic", approval.automatic());
        json.set("from", texts(approval.from()));
        json.put("quorum", Quorum.of(approval, List.of()).missing());
        json.put("missing", approval.automatic() ? 0 : quorum.missing());
        json.put("inTurn", approval.inTurn());
        json.put("message", situation().message(approval.message()));
        json.put("requested", requested);
        json.put("requestedAt", text(at));
        json.put("evidence", ask != null ? ask.evidence() : given.isEmpty() ? null : trace.evidence());
        json.set("rules", rules(quorum, requested));
        ArrayNode yeses = json.putArray("given");
        given.forEach(yes -> yeses.add(yes(yes)));
        json.put("rejections", approval.rejections());
        ArrayNode noes = json.putArray("rejected");
        if (ask != null) {
            ask.rejected().forEach(no -> noes.add(no(no)));
        }
        ArrayNode questions = json.putArray("ask");
        approval.ask().forEach(question -> questions.add(question(question)));
        time(json, requested ? at : null);
        return json;
    }

    private ArrayNode rules(Quorum quorum, boolean requested) {
        ArrayNode rules = JSON.arrayNode();
        for (Quorum.Count count : quorum.rules()) {
            Approval.Rule rule = count.rule();
            ObjectNode json = rules.addObject();
            json.set("from", texts(rule.from()));
            json.put("permission", rule.permission() == null ? null : rule.permission().title());
            json.put("people", rule.people());
            json.put("quorum", rule.quorum());
            json.put("shared", rule.shared());
            json.put("missing", approval.automatic() ? 0 : count.missing());
            json.put("asked", requested && count.asked());
            ArrayNode counted = json.putArray("given");
            count.yeses().forEach(yes -> counted.add(given.indexOf(yes)));
        }
        return rules;
    }

    private ObjectNode yes(Yes yes) {
        ObjectNode json = JSON.objectNode()
                .put("by", yes.by())
                .put("name", yes.name())
                .put("via", yes.via())
                .put("comment", yes.comment())
                .put("at", text(yes.at()))
                .put("onBehalfOf", yes.onBehalfOf())
                .put("onBehalfOfName", trace.nameOf(yes.onBehalfOf()))
                .put("override", yes.override());
        ObjectNode answers = json.putObject("answers");
        yes.answers().forEach(answers::put);
        return json;
    }

    private ObjectNode no(No no) {
        return JSON.objectNode()
                .put("by", no.by())
                .put("name", no.name())
                .put("via", no.via())
                .put("reason", no.reason())
                .put("at", text(no.at()))
                .put("onBehalfOf", no.onBehalfOf())
                .put("onBehalfOfName", trace.nameOf(no.onBehalfOf()));
    }

    private ObjectNode question(Question question) {
        ObjectNode json = JSON.objectNode()
                .put("name", question.name())
                .put("kind", word(question.kind()))
                .put("label", situation().message(question.label()))
                .put("optional", question.optional());
        json.set("choices", texts(question.choices()));
        return json;
    }

    /** What becomes of the request as time passes. @param asked null while nobody is asked */
    private void time(ObjectNode json, Instant asked) {
        Duration expires = approval.expires();
        json.put("expires", expires == null ? null : Durations.text(expires));
        json.put("expiresAt", expires == null || asked == null ? null : text(asked.plus(expires)));
        json.put("onExpiry", word(approval.onExpiry()));
        json.put("expired", ask != null && ask.expired());
        json.put("remind", approval.remind() == null ? null : Durations.text(approval.remind()));
        json.put("reminded", ask == null ? 0 : ask.reminded());
        Approval.Escalation escalation = approval.escalation();
        if (escalation == null) {
            json.putNull("escalation");
        } else {
            ObjectNode second = json.putObject("escalation");
            second.put("after", Durations.text(escalation.after()));
            second.put("at", asked == null ? null : text(asked.plus(escalation.after())));
            second.set("to", texts(escalation.to()));
            second.put("asked", ask != null && ask.isEscalated());
        }
    }

    private Situation situation() {
        return Situation.of(state.id(), state.plan(), phase.phase());
    }

    private static ArrayNode texts(Collection<String> texts) {
        ArrayNode array = JSON.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
