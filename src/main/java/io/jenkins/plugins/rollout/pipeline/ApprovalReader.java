package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.OnExpiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an approval of what was written. Here only that is refused which the approval would no longer show; everything
 * else that is wrong with it is seen in the plan.
 */
final class ApprovalReader {
    private final ApprovalDefinition written;
    private final Mistakes mistakes;

    ApprovalReader(ApprovalDefinition written, Mistakes mistakes) {
        this.written = written;
        this.mistakes = mistakes;
    }

    Approval read() {
        Duration expires = mistakes.duration("expires", written.getExpires(), null, false);
        Duration remind = mistakes.duration("remind", written.getRemind(), null, false);
        EscalationDefinition escalate = written.getEscalate();
        Approval.Escalation escalation =
                escalate == null ? null : escalate.toEscalation(mistakes.within("escalate"));
        OnExpiry onExpiry = mistakes.word("onExpiry", written.getOnExpiry(), OnExpiry.class);
        if (written.isAutomatic() && !written.getRules().isEmpty()) {
            mistakes.add("", "automatic asks nobody, but 'rules' says who is asked; leave out one of them");
        }
        if (expires == null && written.getExpires() == null && onExpiry != null && onExpiry != OnExpiry.REJECT) {
            mistakes.add("onExpiry", "says what follows when a request expires, but it never does; write how long it"
                    + " waits, as in expires: '24h'");
        }
        return new Approval(
                written.isAutomatic(),
                rules(),
                written.isInTurn(),
                mistakes.atLeastOne("rejections", written.getRejections()),
                written.getMessage(),
                expires,
                onExpiry,
                remind,
                escalation,
                written.getAsk().stream().map(QuestionDefinition::toQuestion).toList());
    }

    private List<Approval.Rule> rules() {
        if (written.getRules().isEmpty()) {
            return List.of(new Approval.Rule(
                    written.getFrom(), mistakes.atLeastOne("quorum", written.getQuorum())));
        }
        if (!written.getFrom().isEmpty()) {
            besideRules("from");
        }
        if (written.getQuorum() != 1) {
            besideRules("quorum");
        }
        var rules = new ArrayList<Approval.Rule>();
        for (int i = 0; i < written.getRules().size(); i++) {
            rules.add(written.getRules().get(i).toRule(mistakes.within("rules[" + i + "]")));
        }
        return rules;
    }

    private void besideRules(String field) {
        mistakes.add(field, "stands beside 'rules'; write it into a rule: rules: [[from: ['qa'], quorum: 2]]");
    }
}
