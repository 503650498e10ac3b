package io.jenkins.plugins.rollout.audience;

import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The mistakes that can be seen in a cohort. All of them are found, not only the first. */
public final class AudienceRules {
    /** Whoever lists more has them in a system of their own, which can be asked by a rule. */
    public static final int MOST_KEYS = 1000;

    public static final int MOST_AUDIENCES = 100;
    static final int MOST_RULES = 20;
    static final int MOST_VALUES = 100;
    static final int LONGEST = 200;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private final List<Problem> problems = new ArrayList<>();

    private AudienceRules() {}

    /** A word of a Jenkinsfile: {@code notIn}. */
    public static String word(Audience.Operator operator) {
        return switch (operator) {
            case IN -> "in";
            case NOT_IN -> "notIn";
            case STARTS_WITH -> "startsWith";
            case ENDS_WITH -> "endsWith";
            case CONTAINS -> "contains";
        };
    }

    /** What is wrong with a list of cohorts; each mistake says in which. */
    public static List<Problem> problems(List<Audience> audiences) {
        var all = new ArrayList<Problem>();
        if (audiences.size() > MOST_AUDIENCES) {
            all.add(Problem.of(
                    "audiences", "has " + audiences.size() + "; at most " + MOST_AUDIENCES + " are allowed"));
        }
        Set<String> names = new HashSet<>();
        for (Audience audience : audiences) {
            problems(audience).forEach(problem -> all.add(problem.at(place(audience.name()))));
            if (!names.add(audience.name())) {
                all.add(new Problem(place(audience.name()), "name", "is used twice; every audience has a name of its own"));
            }
        }
        return all;
    }

    /** Where a cohort stands, as all messages say it. */
    public static String place(String name) {
        return "audience '" + name + "'";
    }

    /** What is wrong with one, without its place. */
    public static List<Problem> problems(Audience audience) {
        var rules = new AudienceRules();
        rules.check(audience);
        return List.copyOf(rules.problems);
    }

    private void check(Audience audience) {
        if (!NAME.matcher(audience.name()).matches()) {
            add(
                    "name",
                    audience.name().isBlank()
                            ? "is missing"
                            : "may have only letters, digits, '.', '_' and '-', must begin with a letter or digit,"
                                    + " and have at most 64 characters");
        }
        if (audience.keys().isEmpty() && audience.rules().isEmpty() && audience.percent() == null) {
            add("", "says of nobody that they are in; write a list, rules or a percentage");
        }
        if (audience.keys().size() > MOST_KEYS) {
            add(
                    "list",
                    "has " + audience.keys().size() + " members; at most " + MOST_KEYS
                            + " are allowed. Larger groups need an attribute and a rule");
        }
        audience.keys().forEach(key -> text("list", key));
        text("salt", audience.salt());
        percent(audience.percent());
        rules(audience.rules());
    }

    private void percent(BigDecimal percent) {
        if (percent == null) {
            return;
        }
        String shown = Math.abs(percent.scale()) > LONGEST ? percent.toString() : percent.toPlainString();
        if (percent.signum() < 0) {
            add("percent", shown + " is less than 0");
        } else if (percent.compareTo(ALL) > 0) {
            add("percent", shown + " is more than 100");
        } else if (percent.stripTrailingZeros().scale() > Position.DECIMALS) {
            add("percent", shown + " is finer than a thousandth; write at most three decimals");
        }
    }

    private void rules(List<Audience.Rule> rules) {
        if (rules.size() > MOST_RULES) {
            add("rules", "has " + rules.size() + "; at most " + MOST_RULES + " are allowed");
        }
        for (int i = 0; i < rules.size(); i++) {
            Audience.Rule rule = rules.get(i);
            String field = "rules[" + i + "]";
            text(field + ".attribute", rule.attribute());
            if (rule.values().isEmpty()) {
                add(field + ".values", "is missing; write what " + rule.attribute() + " is compared with");
            } else if (rule.values().size() > MOST_VALUES) {
                add(field + ".values", "has " + rule.values().size() + "; at most " + MOST_VALUES + " are allowed");
            }
            rule.values().forEach(value -> text(field + ".values", value));
        }
    }

    private void text(String field, String text) {
        if (text.isBlank()) {
            add(field, "has a blank text");
        } else if (text.length() > LONGEST) {
            add(field, "has a text of " + text.length() + " characters; at most " + LONGEST + " are allowed");
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            add(field, "has a line break or another control character in it");
        }
    }

    private void add(String field, String message) {
        var problem = Problem.of(field, message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }
}
