package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes an approval of what was written, and finds everything in it that does not go together. */
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
        Approval.Escalation escalation = written.getEscalate() == null
                ? null
                : written.getEscalate().toEscalation(mistakes.within("escalate"));
        OnExpiry onExpiry = mistakes.word("onExpiry", written.getOnExpiry(), OnExpiry.class);
        List<Question> questions = questions();
        if (written.isAutomatic()) {
            nothingElse(expires, remind, escalation, questions);
        }
        if (expires == null && written.getExpires() == null && onExpiry != null && onExpiry != OnExpiry.REJECT) {
            mistakes.add("onExpiry", "says what follows when a request expires, but it never does; write how long it"
                    + " waits, as in expires: '24h'");
        }
        neverHappens("remind", remind, expires);
        neverHappens("escalate.after", escalation == null ? null : escalation.after(), expires);
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
                questions);
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

    private List<Question> questions() {
        var questions = new ArrayList<Question>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < written.getAsk().size(); i++) {
            Mistakes here = mistakes.within("ask[" + i + "]");
            QuestionDefinition question = written.getAsk().get(i);
            question.check(here);
            // the block finds answers by their names in upper case
            if (!names.add(question.getName().toUpperCase(Locale.ROOT))) {
                here.add("name", "'" + question.getName() + "' is used twice; every question has a name of its own");
            }
            questions.add(question.toQuestion());
        }
        return questions;
    }

    private void nothingElse(
            @CheckForNull Duration expires,
            @CheckForNull Duration remind,
            @CheckForNull Approval.Escalation escalation,
            List<Question> questions) {
        var others = new ArrayList<String>();
        if (!written.getRules().isEmpty()) {
            others.add("rules");
        }
        if (expires != null) {
            others.add("expires");
        }
        if (remind != null) {
            others.add("remind");
        }
        if (escalation != null) {
            others.add("escalate");
        }
        if (!questions.isEmpty()) {
            others.add("ask");
        }
        if (!others.isEmpty()) {
            String named = others.stream().map(other -> "'" + other + "'").reduce((a, b) -> a + ", " + b).orElseThrow();
            mistakes.add("", "automatic asks nobody, but " + named + (others.size() == 1 ? " is" : " are")
                    + " written; leave out one or the other");
        }
    }

    private void neverHappens(String field, @CheckForNull Duration after, @CheckForNull Duration expires) {
        if (after != null && expires != null && after.compareTo(expires) >= 0) {
            mistakes.add(field, "never comes, for the request expires before; write less than 'expires'");
        }
    }
}
