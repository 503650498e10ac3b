package io.jenkins.plugins.rollout.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.model.Template;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The mistakes that can be seen in a plan before anything starts. All of them are found, not only the first. */
public final class PlanRules {
    private static final Pattern PHASE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LONGEST_NAME = 200;
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(10);
    private static final Duration LONGEST_LOOK = Duration.ofHours(24);

    private final Plan plan;
    private final List<Problem> problems = new ArrayList<>();

    private PlanRules(Plan plan) {
        this.plan = plan;
    }

    /** All mistakes of a plan in the order of its fields and phases; none when it may start. */
    public static List<Problem> problems(Plan plan) {
        var rules = new PlanRules(plan);
        rules.checkFields();
        rules.checkPhases();
        return List.copyOf(rules.problems);
    }

    /** One message with all mistakes, a line each. */
    public static String message(List<Problem> problems) {
        if (problems.size() == 1) {
            return problems.get(0).toString();
        }
        return problems.stream()
                .map(problem -> "\n  - " + problem)
                .collect(Collectors.joining("", problems.size() + " mistakes:", ""));
    }

    /** All of them in one line, for causes and holds. */
    static String inOneLine(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }

    /** Where a phase stands, as all messages say it. */
    public static String place(String phase) {
        return "phase '" + phase + "'";
    }

    /**
     * What a phase asks of a target that it cannot do. A target that cannot undo is no mistake; log and page say so.
     *
     * @return none when the target may deploy the phase
     */
    public static List<Problem> ability(Plan plan, Phase phase, TargetRef target) {
        var problems = new ArrayList<Problem>();
        if (plan.form() == Plan.Form.GATE) {
            return problems;
        }
        Ability ability = target.ability();
        if (phase.audience() != null && !ability.audiences()) {
            problems.add(new Problem(
                    place(phase.name()),
                    "audience",
                    "'" + phase.audience() + "' cannot be told apart by " + target.name()
                            + ", which knows no audiences; write exposure: 5, say, without an audience, or deploy this"
                            + " phase to a target that knows them"));
        }
        if (inRange(phase.exposure()) && phase.exposure().compareTo(ALL) != 0 && !ability.reaches(phase.exposure())) {
            problems.add(new Problem(
                    place(phase.name()),
                    "exposure",
                    phase.exposureText() + " is finer than " + target.name() + " can do, which "
                            + steps(phase.exposure(), ability.finest())));
        }
        return problems;
    }

    /** What it can do, and what to write: the shares next to the one that was asked for. */
    private static String steps(BigDecimal asked, BigDecimal finest) {
        if (finest.compareTo(ALL) == 0) {
            return "deploys to everybody or to nobody; write exposure: 100, or deploy this phase to another target";
        }
        BigDecimal below = asked.subtract(asked.remainder(finest));
        BigDecimal above = below.add(finest).min(ALL);
        return "goes in steps of " + text(finest) + " %; write exposure: "
                + (below.signum() == 0 ? "" : text(below) + " or ") + text(above)
                + ", or deploy this phase to another target";
    }

    private static String text(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private void checkFields() {
        checkName("application", plan.application(), true);
        checkName("version", plan.version(), true);
        checkName("environment", plan.environment(), true);
        checkName("previousVersion", plan.previousVersion(), false);
        checkName("artifact", plan.artifact(), false);
        checkHandOver();
        checkDriftInterval();
    }

    private void checkHandOver() {
        if (!plan.handOver()) {
            return;
        }
        if (plan.form() != Plan.Form.PLAN) {
            add("", "handOver", "needs all phases before the start; write phases: [...], or leave handOver out");
        } else if (plan.ifBusy() != Plan.IfBusy.SUPERSEDE) {
            add("", "handOver", "needs ifBusy: 'supersede'; write that, too, or leave handOver out");
        }
    }

    private void checkDriftInterval() {
        Duration interval = plan.driftInterval();
        if (interval != null && !interval.isZero()
                && (interval.compareTo(SHORTEST_LOOK) < 0 || interval.compareTo(LONGEST_LOOK) > 0)) {
            add(
                    "",
                    "driftInterval",
                    Durations.text(interval) + " is not between " + Durations.text(SHORTEST_LOOK) + " and "
                            + Durations.text(LONGEST_LOOK) + "; write 'off' to never look");
        }
    }

    private void checkName(String field, String value, boolean needed) {
        if (value.isBlank()) {
            if (needed) {
                add("", field, "is missing");
            }
        } else if (value.length() > LONGEST_NAME) {
            add("", field, "has " + value.length() + " characters; at most " + LONGEST_NAME + " are allowed");
        } else if (value.chars().anyMatch(Character::isISOControl)) {
            add("", field, "has a line break or another control character in it");
        }
    }

    private void checkPhases() {
        if (plan.phases().isEmpty() && plan.form() != Plan.Form.STEPS) {
            add("", "phases", "is empty; a plan has at least one phase");
        }
        Set<String> names = new HashSet<>();
        Phase widest = null;
        for (Phase phase : plan.phases()) {
            checkPhase(phase, names, widest);
            if (phase.audience() == null && inRange(phase.exposure()) && !narrower(phase, widest)) {
                widest = phase;
            }
        }
    }

    private void checkPhase(Phase phase, Set<String> names, Phase widest) {
        String place = place(phase.name());
        if (phase.name().isBlank()) {
            add(place, "name", "is missing");
        } else if (!PHASE_NAME.matcher(phase.name()).matches()) {
            add(
                    place,
                    "name",
                    "may have only letters, digits, '.', '_' and '-', must begin with a letter or digit,"
                            + " and have at most 64 characters");
        } else if (!names.add(phase.name())) {
            add(place, "name", "is used twice; every phase has a name of its own");
        }
        if (plan.form() != Plan.Form.GATE) {
            checkExposure(place, phase, widest);
        }
        ApprovalRules.problems(phase.gate().approval(), Situation.of("", plan, phase).placeholders())
                .forEach(problem -> problems.add(problem.within("gate.approval").at(place)));
        checkCriteria(phase, "gate.metrics", phase.gate().metrics());
        phase.baking().ifPresent(bake -> checkCriteria(phase, "bake.metrics", bake.metrics()));
    }

    private void checkExposure(String place, Phase phase, Phase widest) {
        BigDecimal exposure = phase.exposure();
        if (phase.audience() != null) {
            if (phase.audience().isBlank() || phase.audience().chars().anyMatch(Character::isISOControl)) {
                add(place, "audience", "is blank or has a control character in it");
            }
        } else if (exposure == null) {
            add(place, "exposure", "is missing; write how much (exposure: 5) or who (audience: 'employees')");
        }
        if (exposure == null) {
            return;
        }
        if (exposure.signum() < 0) {
            add(place, "exposure", phase.exposureText() + " is less than 0");
        } else if (exposure.compareTo(ALL) > 0) {
            add(place, "exposure", phase.exposureText() + " is more than 100");
        } else if (phase.audience() == null && narrower(phase, widest)) {
            add(
                    place,
                    "exposure",
                    phase.exposureText() + " is less than " + widest.exposureText() + " of " + place(widest.name())
                            + " before it; exposure never shrinks within a plan");
        }
    }

    private static boolean inRange(BigDecimal exposure) {
        return exposure != null && exposure.signum() >= 0 && exposure.compareTo(ALL) <= 0;
    }

    private static boolean narrower(Phase phase, Phase widest) {
        return widest != null && phase.exposure().compareTo(widest.exposure()) < 0;
    }

    private void checkCriteria(Phase phase, String field, List<Criterion> criteria) {
        Set<String> names = new HashSet<>();
        Map<String, String> values = Situation.of("", plan, phase).placeholders();
        for (int i = 0; i < criteria.size(); i++) {
            Criterion criterion = criteria.get(i);
            String which = field + "[" + i + "]";
            if (criterion.name().isBlank()) {
                add(place(phase.name()), which + ".name", "is missing");
            } else if (!names.add(criterion.name())) {
                add(
                        place(phase.name()),
                        which + ".name",
                        "'" + criterion.name()
                                + "' is used twice; every criterion of a gate or bake has a name of its own");
            }
            checkTemplates(place(phase.name()), which, criterion.definition(), values);
            checkShare(phase, which, criterion);
        }
    }

    /** Which share of the traffic a phase should have is known of one that is deployed, and not to an audience alone. */
    private void checkShare(Phase phase, String field, Criterion criterion) {
        if (!criterion.kind().equals("sampleRatio") || criterion.definition().has("expected")) {
            return;
        }
        String why = !field.startsWith("bake")
                ? "while a gate is open its phase is not deployed yet"
                : phase.exposure() == null || phase.exposure().signum() <= 0 || phase.exposure().compareTo(ALL) >= 0
                        ? "the phase has no exposure between 0 and 100"
                        : phase.audience() != null ? "the exposure is that of '" + phase.audience() + "'" : null;
        if (why != null) {
            add(
                    place(phase.name()),
                    field + ".expected",
                    "is missing; " + why + ", so write what percentage of the requests the new version should have");
        }
    }

    private void checkTemplate(String place, String field, String text, Map<String, String> values) {
        if (text.contains("{{")) {
            try {
                Template.fill(text, values);
            } catch (IllegalArgumentException e) {
                add(place, field, e.getMessage());
            }
        }
    }

    /** Every text with a placeholder in it must be one that can be filled, in this phase, with these values. */
    private void checkTemplates(String place, String field, JsonNode node, Map<String, String> values) {
        if (node == null) {
            return;
        }
        if (node.isTextual()) {
            checkTemplate(place, field, node.textValue(), values);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            checkTemplates(place, field + "." + member.getKey(), member.getValue(), values);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkTemplates(place, field + "[" + i + "]", node.get(i), values);
            }
        }
    }

    private void add(String place, String field, String message) {
        problems.add(new Problem(place, field, message));
    }
}
