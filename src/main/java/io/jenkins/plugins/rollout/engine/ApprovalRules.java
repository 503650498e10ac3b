package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The mistakes that can be seen in what a gate asks of people. */
final class ApprovalRules {
    private static final Pattern QUESTION_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final Duration SHORTEST_REMINDER = Duration.ofSeconds(1);
    private static final int MOST_PEOPLE = 100;
    private static final int MOST_RULES = 20;
    private static final int MOST_QUESTIONS = 20;
    private static final int MOST_CHOICES = 100;
    private static final int LONGEST_LABEL = 500;
    private static final int LONGEST_MESSAGE = 4000;

    private final Approval approval;
    private final Map<String, String> values;
    private final List<Problem> problems = new ArrayList<>();

    private ApprovalRules(Approval approval, Map<String, String> values) {
        this.approval = approval;
        this.values = values;
    }

    /**
     * All mistakes, with fields as seen from the approval.
     *
     * @param values what placeholders may name
     */
    static List<Problem> problems(Approval approval, Map<String, String> values) {
        var rules = new ApprovalRules(approval, values);
        if (approval.automatic()) {
            rules.checkAutomatic();
        }
        rules.checkRules();
        rules.checkTimes();
        rules.checkQuestions();
        rules.checkText("message", approval.message(), LONGEST_MESSAGE);
        return rules.problems;
    }

    private void checkAutomatic() {
        alone(!approval.from().isEmpty(), "'from' names somebody");
        alone(approval.quorum() > 1, "'quorum' is " + approval.quorum());
        alone(approval.rejections() > 1, "'rejections' is " + approval.rejections());
        alone(approval.inTurn(), "'inTurn' is true");
        alone(approval.expires() != null, "'expires' says for how long");
        alone(approval.remind() != null, "'remind' says when to remind");
        alone(approval.escalation() != null, "'escalate' says whom else to ask");
        alone(!approval.ask().isEmpty(), "'ask' asks something");
    }

    private void alone(boolean broken, String what) {
        if (broken) {
            add("", "automatic asks nobody, but " + what + "; leave out one of them");
        }
    }

    private void checkRules() {
        List<Approval.Rule> rules = approval.rules();
        most("rules", rules.size(), MOST_RULES);
        for (int i = 0; i < rules.size(); i++) {
            String which = rules.size() == 1 ? "" : "rules[" + i + "].";
            checkNames(which + "from", rules.get(i).from());
            most(which + "quorum", rules.get(i).quorum(), MOST_PEOPLE);
        }
        most("rejections", approval.rejections(), MOST_PEOPLE);
    }

    private void checkNames(String field, List<String> names) {
        Set<String> seen = new HashSet<>();
        most(field, names.size(), MOST_PEOPLE);
        for (String name : names) {
            if (name.isBlank()) {
                add(field, "has a blank name in it");
            } else if (!seen.add(name)) {
                add(field, "names '" + name + "' twice");
            } else if (name.chars().anyMatch(Character::isISOControl)) {
                add(field, "has a name with a line break or another control character in it");
            }
        }
    }

    private void checkTimes() {
        Approval.Escalation escalation = approval.escalation();
        checkTime("expires", approval.expires(), false);
        checkTime("remind", approval.remind(), true);
        if (approval.remind() != null
                && approval.remind().compareTo(Duration.ZERO) > 0
                && approval.remind().compareTo(SHORTEST_REMINDER) < 0) {
            add("remind", Durations.text(approval.remind()) + " is less than 1s");
        }
        if (escalation != null) {
            checkTime("escalate.after", escalation.after(), true);
            checkNames("escalate.to", escalation.to());
            if (escalation.to().isEmpty()) {
                add("escalate.to", "is missing; write who is asked then, as in ['heads-of-engineering']");
            }
        }
    }

    private void checkTime(String field, Duration time, boolean beforeExpiry) {
        if (time == null) {
            return;
        }
        if (time.isZero() || time.isNegative()) {
            add(field, Durations.text(time) + " is not more than 0");
        } else if (time.compareTo(LONGEST) > 0) {
            add(field, Durations.text(time) + " is more than " + Durations.text(LONGEST));
        } else if (beforeExpiry && approval.expires() != null && time.compareTo(approval.expires()) >= 0) {
            add(field, Durations.text(time) + " never comes, for the request expires after "
                    + Durations.text(approval.expires()) + "; write less than that");
        }
    }

    private void checkQuestions() {
        Set<String> names = new HashSet<>();
        most("ask", approval.ask().size(), MOST_QUESTIONS);
        for (int i = 0; i < approval.ask().size(); i++) {
            Question question = approval.ask().get(i);
            String which = "ask[" + i + "].";
            if (question.name().isBlank()) {
                add(which + "name", "is missing");
            } else if (!QUESTION_NAME.matcher(question.name()).matches()) {
                add(
                        which + "name",
                        "'" + question.name() + "' may have only letters, digits and '_', must begin with a letter,"
                                + " and have at most 64 characters");
            } else if (!names.add(question.name().toUpperCase(Locale.ROOT))) {
                add(
                        which + "name",
                        "'" + question.name() + "' is used twice; every question has a name of its own, and blocks"
                                + " find its answer by the name in upper case");
            }
            checkText(which + "label", question.label(), LONGEST_LABEL);
            checkChoices(which + "choices", question);
        }
    }

    private void checkChoices(String field, Question question) {
        boolean choice = question.kind() == Question.Kind.CHOICE;
        if (choice == question.choices().isEmpty()) {
            add(field, choice ? "is empty; write what can be chosen, as in ['low', 'high']" : "is for a choice only");
        }
        most(field, question.choices().size(), MOST_CHOICES);
        Set<String> seen = new HashSet<>();
        for (String option : question.choices()) {
            if (option.isBlank()) {
                add(field, "has a blank choice in it");
            } else if (!seen.add(option)) {
                add(field, "names '" + option + "' twice");
            } else if (option.length() > Answers.LONGEST || option.chars().anyMatch(Character::isISOControl)) {
                add(field, "has a choice with more than " + Answers.LONGEST + " characters or a control character");
            }
        }
    }

    private void checkText(String field, String text, int longest) {
        if (text.length() > longest) {
            add(field, "has " + text.length() + " characters; at most " + longest + " are allowed");
        } else if (text.contains("{{")) {
            try {
                Template.fill(text, values);
            } catch (IllegalArgumentException e) {
                add(field, e.getMessage());
            }
        }
    }

    private void most(String field, int number, int most) {
        if (number > most) {
            add(field, number + " is more than " + most);
        }
    }

    private void add(String field, String message) {
        problems.add(Problem.of(field, message));
    }
}
