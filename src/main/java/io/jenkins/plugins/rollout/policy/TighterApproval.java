package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Puts what a Jenkinsfile writes about an approval on top of a template's. */
final class TighterApproval {
    private static final String PREFIX = "gate.approval.";

    private final String template;
    private final Tightening.Written written;
    private final BiConsumer<String, String> wrong;

    /** @param wrong gets field and message of all that asks for less */
    TighterApproval(String template, Tightening.Written written, BiConsumer<String, String> wrong) {
        this.template = template;
        this.written = written;
        this.wrong = wrong;
    }

    Approval merge(Approval base, Approval more) {
        if (more.automatic()) {
            if (!base.automatic()) {
                wrong("automatic", "true asks nobody, but " + template + " asks for " + base.quorum());
            }
            return base;
        }
        if (base.automatic()) {
            return more;
        }
        return new Approval(
                false,
                rules(base, more),
                inTurn(base, more),
                rejections(base, more),
                has("message") ? more.message() : base.message(),
                expires(base, more),
                has("onExpiry") ? more.onExpiry() : base.onExpiry(),
                has("remind") ? more.remind() : base.remind(),
                escalation(base, more),
                questions(base, more));
    }

    private boolean has(String field) {
        return written.has(PREFIX + field);
    }

    private void wrong(String field, String message) {
        wrong.accept(PREFIX + field, message);
    }

    private List<Approval.Rule> rules(Approval base, Approval more) {
        var rules = new ArrayList<>(base.rules());
        if (has("rules")) {
            rules.addAll(more.rules());
        } else if (has("from") || has("quorum")) {
            if (rules.size() > 1) {
                wrong(has("from") ? "from" : "quorum", template + " has " + rules.size()
                        + " rules; write one more: rules: [[from: ['…'], quorum: 1]]");
            } else {
                rules.set(0, rule(rules.get(0), more.rules().get(0)));
            }
        }
        return rules;
    }

    private Approval.Rule rule(Approval.Rule base, Approval.Rule more) {
        List<String> from = base.from();
        if (has("from") && !more.from().equals(from)) {
            List<String> others =
                    more.from().stream().filter(name -> !base.from().contains(name)).toList();
            if (!others.isEmpty() || more.from().isEmpty()) {
                wrong("from", (more.from().isEmpty() ? "nobody" : "'" + others.get(0) + "'") + " is not among "
                        + (from.isEmpty() ? "everyone with the permission" : String.join(", ", from)) + ", whom "
                        + template + " asks; write one more rule: rules: [[from: ['…']]]");
            } else {
                from = more.from();
            }
        }
        int quorum = base.quorum();
        if (has("quorum")) {
            if (more.quorum() < quorum) {
                wrong("quorum", more.quorum() + " is less than " + quorum + " of " + template);
            }
            quorum = Math.max(quorum, more.quorum());
        }
        return new Approval.Rule(from, base.permission(), quorum, base.shared());
    }

    private boolean inTurn(Approval base, Approval more) {
        if (has("inTurn") && base.inTurn() && !more.inTurn()) {
            wrong("inTurn", "false is not true of " + template);
        }
        return base.inTurn() || more.inTurn();
    }

    private int rejections(Approval base, Approval more) {
        if (has("rejections") && more.rejections() > base.rejections()) {
            wrong("rejections", more.rejections() + " is more than " + base.rejections() + " of " + template);
        }
        return has("rejections") ? Math.min(base.rejections(), more.rejections()) : base.rejections();
    }

    private Duration expires(Approval base, Approval more) {
        if (!has("expires") || more.expires() == null) {
            return base.expires();
        }
        if (base.expires() != null && more.expires().compareTo(base.expires()) > 0) {
            wrong("expires", Durations.text(more.expires()) + " is more than " + Durations.text(base.expires()) + " of "
                    + template);
            return base.expires();
        }
        return more.expires();
    }

    private Approval.Escalation escalation(Approval base, Approval more) {
        Approval.Escalation wanted = more.escalation();
        if (!has("escalate") || wanted == null || wanted.equals(base.escalation())) {
            return base.escalation();
        }
        if (base.escalation() == null) {
            wrong("escalate", "asks " + String.join(", ", wanted.to()) + " besides, but " + template + " asks nobody else");
        } else if (!base.escalation().to().containsAll(wanted.to())) {
            wrong("escalate.to", String.join(", ", wanted.to()) + " is not among "
                    + String.join(", ", base.escalation().to()) + " of " + template);
        } else if (wanted.after().compareTo(base.escalation().after()) < 0) {
            wrong("escalate.after", Durations.text(wanted.after()) + " is less than "
                    + Durations.text(base.escalation().after()) + " of " + template);
        } else {
            return wanted;
        }
        return base.escalation();
    }

    private List<Question> questions(Approval base, Approval more) {
        var questions = new ArrayList<>(base.ask());
        for (Question question : more.ask()) {
            boolean known = base.ask().stream()
                    .anyMatch(other -> other.environmentVariable().equals(question.environmentVariable()));
            if (!known) {
                questions.add(question);
            } else if (!base.ask().contains(question)) {
                wrong("ask", "'" + question.name() + "' is another question than that of " + template
                        + "; add one with a name of its own");
            }
        }
        return questions;
    }
}
