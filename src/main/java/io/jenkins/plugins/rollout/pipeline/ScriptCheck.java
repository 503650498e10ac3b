package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.control.CompilationFailedException;
import org.jenkinsci.plugins.structs.SymbolLookup;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;

/**
 * Says what the steps of rollouts in a script would be told, without a run. What only a run would show, a variable for
 * one, is named as not known, and nothing is said about it.
 */
public final class ScriptCheck {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Stands for the application or version of a plan that only a run would show. */
    static final String NOT_KNOWN = "(not known before a run)";


    /** How much a finding counts. */
    public enum Kind {
        /** It would be refused. */
        PROBLEM,
        /** It cannot be told before a run. */
        UNKNOWN,
        /** It is worth knowing. */
        NOTE
    }

    /**
     * Something to say about a line.
     *
     * @param line from 1; 0 when it is about the whole
     */
    public record Finding(int line, Kind kind, String text) {}

    /** A plan that was found, as far as it is known. */
    public record Shown(int line, Plan plan) {}

    /** All that was found, by lines. */
    public record Report(List<Shown> plans, List<Finding> findings) {
        /** Whether nothing would be refused, as far as that is known. */
        public boolean clean() {
            return findings.stream().noneMatch(finding -> finding.kind() == Kind.PROBLEM);
        }
    }

    private final String job;
    private final Rules rules;
    private final List<Shown> plans = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<ScriptReader.Found, Plan> known = new HashMap<>();
    private final Map<ScriptReader.Found, Integer> shown = new HashMap<>();

    private ScriptCheck(String job, Rules rules) {
        this.job = job;
        this.rules = rules;
    }

    /**
     * Checks a script.
     *
     * @param job full name of the job that it belongs to, for want of an application; may be empty
     * @param rules that the job must keep to
     */
    public static Report check(String script, String job, Rules rules) {
        return new ScriptCheck(job, rules).check(script);
    }

    private Report check(String script) {
        try {
            List<ScriptReader.Found> steps = ScriptReader.read(script, ScriptCheck::isSymbol);
            steps.forEach(this::check);
            steps.stream().filter(step -> step.step().equals("rollout")).forEach(this::close);
            if (steps.isEmpty()) {
                findings.add(new Finding(
                        0, Kind.NOTE, "There is no step of a rollout in this script. What a shared library does is not seen."));
            }
        } catch (CompilationFailedException e) {
            findings.add(new Finding(0, Kind.PROBLEM, "This is not a script that can be read: " + e.getMessage().strip()));
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(0, Kind.PROBLEM, e.getMessage()));
        }
        findings.sort(Comparator.comparingInt(Finding::line));
        return new Report(List.copyOf(plans), List.copyOf(findings));
    }

    static boolean isSymbol(String name) {
        return SymbolLookup.get().findDescriptor(Describable.class, name) != null;
    }

    private void check(ScriptReader.Found step) {
        switch (step.step()) {
            case "rollout" -> rollout(step);
            case "phase" -> phase(step);
            case "gate" -> gate(step);
            default -> target(step);
        }
    }

    private void rollout(ScriptReader.Found found) {
        var unknown = new ArrayList<Literal.Unknown>();
        Map<String, Object> arguments = arguments(found, unknown);
        boolean phasesUnknown = unknown.stream().anyMatch(each -> each.place().isEmpty() && each.field().equals("phases"));
        if (isUnknown(unknown, "template")) {
            say(found, unknown, List.of());
            return;
        }
        arguments.putIfAbsent("application", isUnknown(unknown, "application") ? NOT_KNOWN : "");
        arguments.putIfAbsent("version", isUnknown(unknown, "version") ? NOT_KNOWN : "");
        var step = (RolloutStep) make(new RolloutStep.DescriptorImpl()::newInstance, arguments);
        Plan plan = step.check(phasesUnknown ? Rules.STRICT : rules);
        say(found, unknown, step.mistakes());
        limits(found, unknown, "application", "environment");
        if (!phasesUnknown) {
            known.put(found, plan);
            shown.put(found, plans.size());
            plans.add(new Shown(found.arguments().line(), plan));
        }
    }

    /** Policies may be about particular applications and environments; which they are must be known then. */
    private void limits(ScriptReader.Found found, List<Literal.Unknown> unknown, String... fields) {
        for (String field : fields) {
            var others = rules.policies().stream()
                    .filter(policy -> !(field.equals("application") ? policy.applications() : policy.environments())
                            .equals("*"))
                    .map(policy -> policy.title())
                    .toList();
            if (isUnknown(unknown, field) && !others.isEmpty()) {
                findings.add(new Finding(
                        found.arguments().lineOf("", field),
                        Kind.UNKNOWN,
                        field + ": whether these are about it is not known before a run: " + String.join(", ", others)));
            }
        }
    }

    private void phase(ScriptReader.Found found) {
        ScriptReader.Found rollout = found.rollout();
        Plan plan = rollout == null ? null : known.get(rollout);
        var unknown = new ArrayList<Literal.Unknown>();
        Map<String, Object> arguments = arguments(found, unknown);
        arguments.putIfAbsent("name", isUnknown(unknown, "name") ? "unknown-" + found.arguments().line() : "");
        var step = (PhaseStep) make(new PhaseStep.DescriptorImpl()::newInstance, arguments);
        Phase phase = step.check();
        var problems = new ArrayList<>(step.mistakes());
        if (rollout != null && plan != null && plan.form() == Plan.Form.STEPS) {
            Plan grown = plan.with(phase);
            List<Problem> before = PlanRules.problems(plan);
            PlanRules.problems(grown).stream()
                    .filter(problem -> !before.contains(problem) && !problems.contains(problem))
                    .forEach(problems::add);
            problems.addAll(PolicyCheck.problems(grown, phase, rules));
            known.put(rollout, grown);
            plans.set(shown.get(rollout), new Shown(rollout.arguments().line(), grown));
        } else if (rollout == null) {
            findings.add(new Finding(
                    found.arguments().line(), Kind.NOTE, "The rollout around this phase is not in this script."));
        }
        say(found, unknown, problems);
    }

    private void gate(ScriptReader.Found found) {
        var unknown = new ArrayList<Literal.Unknown>();
        Map<String, Object> arguments = arguments(found, unknown);
        var step = (GateStep) make(new GateStep.DescriptorImpl()::newInstance, arguments);
        Plan around = found.rollout() == null ? null : known.get(found.rollout());
        say(found, unknown, step.check(around, job.isEmpty() ? NOT_KNOWN : job, rules));
        limits(found, unknown, "application", "environment");
    }

    private void target(ScriptReader.Found found) {
        var unknown = new ArrayList<Literal.Unknown>();
        Map<String, Object> arguments = arguments(found, unknown);
        Object target = arguments.containsKey("target") ? arguments.get("target") : arguments.get("");
        Plan plan = found.rollout() == null ? null : known.get(found.rollout());
        if (plan == null || !(target instanceof UninstantiatedDescribable described)) {
            say(found, unknown, List.of());
            return;
        }
        String prefix = arguments.containsKey("target") ? "target" : "";
        List<Problem> problems = PolicyCheck.problems(plan, "", json(described), rules).stream()
                .map(problem -> prefix.isEmpty() ? problem.at("deployTo") : problem.within(prefix).at("deployTo"))
                .toList();
        say(found, unknown, problems);
        if (problems.isEmpty()) {
            for (Problem problem : WrittenTargets.problems(found, plan, rules)) {
                String text = problem.place().startsWith("phase '") ? problem.toString() : problem.at("").toString();
                findings.add(new Finding(found.arguments().line(), Kind.PROBLEM, "deployTo: " + text));
            }
        }
    }

    private static JsonNode json(Object value) {
        return JSON.valueToTree(plain(value));
    }

    private static Object plain(Object value) {
        if (value instanceof UninstantiatedDescribable described) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("$symbol", described.getSymbol());
            described.getArguments().forEach((name, argument) -> map.put(name, plain(argument)));
            return map;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, argument) -> plain.put(name.toString(), plain(argument)));
            return plain;
        }
        return value instanceof List<?> list ? list.stream().map(ScriptCheck::plain).toList() : value;
    }

    /** What a rollout in the step form would still owe at its end. */
    private void close(ScriptReader.Found found) {
        Plan plan = known.get(found);
        if (plan != null && plan.form() == Plan.Form.STEPS) {
            PolicyCheck.missing(plan, rules)
                    .forEach(problem -> findings.add(
                            new Finding(found.arguments().line(), Kind.PROBLEM, problem.toString())));
        }
    }

    private static Map<String, Object> arguments(ScriptReader.Found found, List<Literal.Unknown> unknown) {
        String place = "";
        Map<String, Object> arguments = new LinkedHashMap<>();
        found.arguments().all().forEach((name, value) -> {
            Object known = value.known(place, name, unknown);
            if (known != null) {
                arguments.put(name, known);
            }
        });
        return arguments;
    }

    private static boolean isUnknown(List<Literal.Unknown> unknown, String field) {
        return unknown.stream().anyMatch(each -> each.place().isEmpty() && each.field().equals(field));
    }

    private interface Making {
        Step from(Map<String, Object> arguments) throws Exception;
    }

    private static Step make(Making making, Map<String, Object> arguments) {
        try {
            return making.from(arguments);
        } catch (Exception e) {
            throw new IllegalArgumentException("a step cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is wrong, and what is not known. A mistake that comes of something unknown is none. */
    private void say(ScriptReader.Found found, List<Literal.Unknown> unknown, List<Problem> problems) {
        boolean phase = found.step().equals("phase");
        for (Problem problem : problems) {
            String place = phase && problem.place().startsWith("phase '") ? "" : problem.place();
            boolean ofUnknown = problem.toString().contains(NOT_KNOWN)
                    || unknown.stream().anyMatch(each -> follows(place, problem.field(), each));
            if (!ofUnknown) {
                findings.add(new Finding(
                        line(found, place, problem.field()), Kind.PROBLEM, found.step() + ": " + problem));
            }
        }
        for (Literal.Unknown each : unknown) {
            String where = each.place().isEmpty() ? each.field() : each.place() + ", " + each.field();
            findings.add(new Finding(
                    each.line(),
                    Kind.UNKNOWN,
                    found.step() + ": " + (where.isEmpty() ? "its argument" : where) + " is not known before a run: "
                            + each.text()));
        }
    }

    private static int line(ScriptReader.Found found, String place, String field) {
        Literal arguments = found.arguments();
        Literal alone = place.equals("deployTo") ? arguments.member("").orElse(null) : null;
        return alone == null ? arguments.lineOf(place, field) : alone.lineOf("", field);
    }

    private static boolean follows(String place, String field, Literal.Unknown unknown) {
        return unknown.place().equals(place)
                && (field.startsWith(unknown.field()) || !field.isEmpty() && unknown.field().startsWith(field));
    }
}
