package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a plan breaks the policies that are about it. All of it is found, not only the first; every message names what
 * was written, what is asked for, and which policy asks. Of rules about the whole plan and of those about one phase, each
 * is checked as soon as it can be: in the step form the plan grows.
 */
public final class PolicyCheck {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    private PolicyCheck() {}

    /**
     * Everything in a plan that a policy does not allow.
     *
     * @param plan whole, or as far as it is known in the step form, which may miss phases yet
     * @param rules of the job
     */
    public static List<Problem> problems(Plan plan, Rules rules) {
        var problems = new ArrayList<>(Windows.problems(plan, rules));
        for (Policy policy : rules.of(plan).policies()) {
            if (plan.form() == Plan.Form.PLAN) {
                missing(plan, policy, problems);
                order(plan, policy, problems);
            }
            for (int i = 0; i < plan.phases().size(); i++) {
                phase(plan, i, policy, problems);
            }
        }
        return List.copyOf(problems);
    }

    /**
     * What stands against a phase when it is its turn, in a plan whose other phases were looked at before.
     *
     * @param plan in the step form with this phase as its last
     */
    public static List<Problem> problems(Plan plan, Phase phase, Rules rules) {
        int index = plan.phases().indexOf(phase);
        var problems = new ArrayList<Problem>();
        for (Policy policy : rules.of(plan).policies()) {
            if (plan.form() == Plan.Form.STEPS) {
                reached(plan, phase, policy, problems);
            }
            phase(plan, index, policy, problems);
        }
        return List.copyOf(problems);
    }

    /** What a rollout in the step form still owes when its form closes: phases and criteria that must be there. */
    public static List<Problem> missing(Plan plan, Rules rules) {
        var problems = new ArrayList<Problem>();
        rules.of(plan).policies().forEach(policy -> missing(plan, policy, problems));
        return List.copyOf(problems);
    }

    /**
     * What is wrong with a target that a phase calls, or with a server in it.
     *
     * @param definition of the target, as data
     * @param phase that calls it
     */
    public static List<Problem> problems(Plan plan, String phase, JsonNode definition, Rules rules) {
        var problems = new ArrayList<Problem>();
        for (Policy policy : rules.of(plan).policies()) {
            PolicyDefinitions.target(definition, policy).stream()
                    .map(problem -> problem.at(place(phase)))
                    .forEach(problems::add);
        }
        return List.copyOf(problems);
    }

    /**
     * What is wrong with the server of a place that is told of the rollout.
     *
     * @param definition of the notifier or announcement, as data
     */
    public static List<Problem> placeProblems(Plan plan, JsonNode definition, Rules rules) {
        return rules.of(plan).policies().stream()
                .flatMap(policy -> PolicyDefinitions.place(definition, policy).stream())
                .toList();
    }

    private static void missing(Plan plan, Policy policy, List<Problem> problems) {
        List<String> names = plan.phases().stream().map(Phase::name).toList();
        for (String wanted : policy.phases()) {
            if (!names.contains(wanted)) {
                problems.add(Problem.of("phases", "'" + wanted + "' is missing; " + policy.title() + " asks for "
                        + String.join(", ", policy.phases()) + ", in this order"));
            }
        }
        for (String wanted : policy.criteria()) {
            boolean there = plan.phases().stream()
                    .flatMap(PolicyCheck::criteria)
                    .anyMatch(criterion -> criterion.name().equals(wanted));
            if (!there) {
                problems.add(Problem.of("phases", "no gate and no bake has the criterion '" + wanted + "', which "
                        + policy.title() + " asks for"));
            }
        }
    }

    private static Stream<Criterion> criteria(Phase phase) {
        return Stream.concat(
                phase.gate().metrics().stream(), phase.baking().stream().flatMap(bake -> bake.metrics().stream()));
    }

    private static void order(Plan plan, Policy policy, List<Problem> problems) {
        int furthest = -1;
        for (Phase phase : plan.phases()) {
            int wanted = policy.phases().indexOf(phase.name());
            if (wanted >= 0 && wanted < furthest) {
                problems.add(new Problem(place(phase.name()), "name", "stands after "
                        + place(policy.phases().get(furthest)) + "; " + policy.title() + " asks for "
                        + String.join(", ", policy.phases()) + ", in this order"));
            }
            furthest = Math.max(furthest, wanted);
        }
    }

    /** In the step form: what should have come before this phase. */
    private static void reached(Plan plan, Phase phase, Policy policy, List<Problem> problems) {
        List<String> names = plan.phases().stream().map(Phase::name).toList();
        int wanted = policy.phases().indexOf(phase.name());
        policy.phases().stream()
                .limit(Math.max(0, wanted))
                .filter(earlier -> !names.contains(earlier))
                .forEach(earlier -> problems.add(new Problem(place(phase.name()), "name", "is reached before "
                        + place(earlier) + "; " + policy.title() + " asks for " + String.join(", ", policy.phases())
                        + ", in this order")));
        int index = plan.phases().indexOf(phase);
        if (index > 0 && policy.minBake() != null && everybody(plan.phases().get(index - 1))) {
            bake(plan.phases().get(index - 1), policy).ifPresent(problem -> problems.add(new Problem(
                    place(phase.name()), "name", "comes after " + problem.place() + ", whose " + problem.field() + " "
                            + problem.message())));
        }
    }

    private static void phase(Plan plan, int index, Policy policy, List<Problem> problems) {
        Phase phase = plan.phases().get(index);
        String place = place(phase.name());
        if (plan.form() != Plan.Form.GATE) {
            firstExposure(plan, index, policy).ifPresent(problems::add);
            boolean last = plan.form() == Plan.Form.STEPS ? everybody(phase) : index == plan.phases().size() - 1;
            if (!last) {
                bake(phase, policy).ifPresent(problems::add);
            }
        }
        PolicyApproval.problems(phase.gate().approval(), policy).stream()
                .map(problem -> problem.within("gate.approval").at(place))
                .forEach(problems::add);
        definitions(phase.gate().metrics(), "gate.metrics", policy, place, problems);
        phase.baking().ifPresent(bake -> definitions(bake.metrics(), "bake.metrics", policy, place, problems));
    }

    /** In the step form nobody knows which phase is the last; one that gives it to everybody counts as such. */
    private static boolean everybody(Phase phase) {
        return phase.exposure() != null && phase.exposure().compareTo(ALL) >= 0;
    }

    private static Optional<Problem> firstExposure(Plan plan, int index, Policy policy) {
        Phase phase = plan.phases().get(index);
        boolean first = exposes(phase) && plan.phases().subList(0, index).stream().noneMatch(PolicyCheck::exposes);
        return first
                        && policy.maxFirstExposure() != null
                        && phase.exposure().compareTo(policy.maxFirstExposure()) > 0
                ? Optional.of(new Problem(
                        place(phase.name()),
                        "exposure",
                        phase.exposureText() + " is more than "
                                + policy.maxFirstExposure().stripTrailingZeros().toPlainString()
                                + ", the most that " + policy.title() + " allows the first phase to expose"))
                : Optional.empty();
    }

    private static boolean exposes(Phase phase) {
        return phase.exposure() != null && phase.exposure().signum() > 0;
    }

    private static Optional<Problem> bake(Phase phase, Policy policy) {
        if (policy.minBake() == null) {
            return Optional.empty();
        }
        String asked = Durations.text(policy.minBake()) + ", which " + policy.title() + " asks for before the next phase";
        if (phase.bake() == null) {
            return Optional.of(new Problem(place(phase.name()), "bake", "is missing; write at least " + asked));
        }
        return phase.bake().duration().compareTo(policy.minBake()) < 0
                ? Optional.of(new Problem(
                        place(phase.name()),
                        "bake.duration",
                        Durations.text(phase.bake().duration()) + " is less than " + asked))
                : Optional.empty();
    }

    private static void definitions(
            List<Criterion> criteria, String field, Policy policy, String place, List<Problem> problems) {
        for (int i = 0; i < criteria.size(); i++) {
            String which = field + "[" + i + "]";
            PolicyDefinitions.criterion(criteria.get(i).definition(), policy).stream()
                    .map(problem -> problem.within(which).at(place))
                    .forEach(problems::add);
        }
    }

    private static String place(String phase) {
        return "phase '" + phase + "'";
    }
}
