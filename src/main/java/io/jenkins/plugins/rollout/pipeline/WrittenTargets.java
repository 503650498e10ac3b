package io.jenkins.plugins.rollout.pipeline;

import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.codehaus.groovy.control.CompilationFailedException;

/**
 * The targets that stand in a script, held against the plan before anything is deployed. Only those count that are sure
 * to be called and are written out; whatever else there is is checked when it is called. Rather nothing is said than
 * something wrong.
 */
final class WrittenTargets {
    private static final Logger LOGGER = Logger.getLogger(WrittenTargets.class.getName());

    private WrittenTargets() {}

    /** What is wrong with the targets of a rollout that a build is about to start. */
    static List<Problem> problems(Run<?, ?> build, Plan plan, Rules rules) {
        try {
            return RunningScripts.of(build)
                    .filter(script -> script.contains("deployTo"))
                    .map(script -> problems(ScriptReader.read(script, ScriptCheck::isSymbol), plan, rules))
                    .orElse(List.of());
        } catch (CompilationFailedException | IllegalArgumentException e) {
            // a build can run what cannot be read here; then the targets are checked when they are called
            LOGGER.log(Level.FINE, e, () -> "the script of " + build + " is not read");
            return List.of();
        }
    }

    private static List<Problem> problems(List<ScriptReader.Found> steps, Plan plan, Rules rules) {
        List<ScriptReader.Found> rollouts = steps.stream()
                .filter(step -> step.step().equals("rollout") && mayBe(step, plan))
                .toList();
        if (rollouts.size() != 1) {
            return List.of(); // none, or it cannot be told which of them runs
        }
        var problems = new LinkedHashSet<Problem>();
        for (ScriptReader.Found step : steps) {
            if (step.step().equals("deployTo") && step.rollout() == rollouts.get(0)) {
                problems.addAll(problems(step, plan, rules));
            }
        }
        return List.copyOf(problems);
    }

    /** Whether a rollout as written can be the one with this plan. */
    private static boolean mayBe(ScriptReader.Found rollout, Plan plan) {
        Map<String, Literal> written = rollout.arguments().all();
        boolean phases = written.containsKey("phases") || written.containsKey("template");
        return !written.containsKey("") // a map that is put together elsewhere
                && phases == (plan.form() == Plan.Form.PLAN)
                && agrees(written.get("application"), plan.application())
                && agrees(written.get("environment"), plan.environment())
                && agrees(written.get("version"), plan.version())
                && (plan.form() != Plan.Form.PLAN || written.containsKey("template") || names(written.get("phases"), plan));
    }

    private static boolean agrees(Literal written, String value) {
        Object known = written == null ? null : written.value();
        return known == null || known.toString().trim().equals(value);
    }

    private static boolean names(Literal phases, Plan plan) {
        List<Literal> written = phases.elements();
        if (written == null || written.size() != plan.phases().size()) {
            return false; // not a list that is written out
        }
        for (int i = 0; i < written.size(); i++) {
            if (!agrees(written.get(i).member("name").orElse(null), plan.phases().get(i).name())) {
                return false;
            }
        }
        return true;
    }

    /**
     * What is wrong with one target.
     *
     * @param found the step {@code deployTo}
     * @param plan of the rollout around it
     */
    static List<Problem> problems(ScriptReader.Found found, Plan plan, Rules rules) {
        Optional<DeployToStep> step = found.sure() ? step(found) : Optional.empty();
        if (step.isEmpty()) {
            return List.of();
        }
        String place = "deployTo in line " + found.arguments().line();
        List<Problem> mistakes = step.get().check();
        if (!mistakes.isEmpty()) {
            return mistakes.stream().map(problem -> problem.at(place)).toList();
        }
        TargetRef target = step.get().ref();
        Stream<Problem> policy =
                PolicyCheck.problems(plan, "", target.definition(), rules).stream().map(problem -> problem.at(place));
        Stream<Problem> abilities =
                phases(found, plan).stream().flatMap(phase -> PlanRules.ability(plan, phase, target).stream());
        return Stream.concat(policy, abilities).toList();
    }

    /** The step, if all of it is written out. */
    private static Optional<DeployToStep> step(ScriptReader.Found found) {
        var unknown = new ArrayList<Literal.Unknown>();
        Map<String, Object> arguments = known(found, unknown);
        Object alone = arguments.remove("");
        if (alone != null) {
            arguments.put("target", alone);
        }
        if (!unknown.isEmpty() || !arguments.containsKey("target")) {
            return Optional.empty();
        }
        try {
            return Optional.of((DeployToStep) new DeployToStep.DescriptorImpl().newInstance(arguments));
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "deployTo in line " + found.arguments().line() + " is not read");
            return Optional.empty();
        }
    }

    /** The phases for which it is sure to be called. */
    private static List<Phase> phases(ScriptReader.Found found, Plan plan) {
        if (plan.form() == Plan.Form.PLAN) {
            return plan.phases();
        }
        ScriptReader.Found around = found.phase();
        return around == null || !around.sure() ? List.of() : phase(around).stream().toList();
    }

    private static Optional<Phase> phase(ScriptReader.Found found) {
        var unknown = new ArrayList<Literal.Unknown>();
        Map<String, Object> arguments = known(found, unknown);
        boolean plain = unknown.stream()
                .map(Literal.Unknown::field)
                .noneMatch(field -> List.of("", "name", "exposure", "audience").contains(field));
        if (!plain || !arguments.containsKey("name")) {
            return Optional.empty();
        }
        try {
            return Optional.of(((PhaseStep) new PhaseStep.DescriptorImpl().newInstance(arguments)).check());
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "phase in line " + found.arguments().line() + " is not read");
            return Optional.empty();
        }
    }

    private static Map<String, Object> known(ScriptReader.Found found, List<Literal.Unknown> unknown) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        found.arguments().all().forEach((name, value) -> {
            Object known = value.known("", name, unknown);
            if (known != null) {
                arguments.put(name, known);
            }
        });
        return arguments;
    }
}
