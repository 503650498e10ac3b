package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.policy.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Takes a plan out of a script, to try it without a run. */
public final class PlanOfScript {
    private static final Pattern MEASURED = Pattern.compile("(gate|bake)\\.(metrics|interval|initialDelay|passes|duration)\\b");

    private PlanOfScript() {}

    /**
     * A plan.
     *
     * @param notes what of its gates and bakes only a run would show, and is not in it
     */
    public record Read(Plan plan, List<String> notes) {}

    /**
     * Reads the plan.
     *
     * @param job full name of the job that the script belongs to; may be empty
     * @param rules that it must keep to
     * @param application which plan, where there are several; may be empty
     * @param version in place of the one that is written; may be empty
     * @param previousVersion in place of the one that is written; may be empty
     * @throws IllegalArgumentException when there is none, it would be refused, or something must be told; one line for
     *     each thing
     */
    public static Read read(
            String script, String job, Rules rules, String application, String version, String previousVersion) {
        ScriptCheck.Report report = ScriptCheck.check(script, job, rules);
        List<String> refused = report.findings().stream()
                .filter(finding -> finding.kind() == ScriptCheck.Kind.PROBLEM && !isOfServer(finding))
                .map(PlanOfScript::words)
                .toList();
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", refused));
        }
        Plan found = choose(report.plans(), application);
        Plan plan = found.with(
                version.isEmpty() ? found.version() : version,
                previousVersion.isEmpty() ? found.previousVersion() : previousVersion);
        check(plan);
        List<String> notes = report.findings().stream()
                .filter(finding -> finding.kind() == ScriptCheck.Kind.UNKNOWN
                        && MEASURED.matcher(finding.text()).find())
                .map(finding -> words(finding) + "; it is left out here")
                .toList();
        return new Read(plan, notes);
    }

    /** A server that is not there is named when it is asked; those of targets and of numbers as they are now never are. */
    private static boolean isOfServer(ScriptCheck.Finding finding) {
        return finding.text().contains(": there is no server '");
    }

    private static String words(ScriptCheck.Finding finding) {
        return (finding.line() > 0 ? "line " + finding.line() + ": " : "") + finding.text();
    }

    private static Plan choose(List<ScriptCheck.Shown> plans, String application) {
        List<ScriptCheck.Shown> chosen = plans.stream()
                .filter(shown -> application.isEmpty() || shown.plan().application().equals(application))
                .filter(shown -> !shown.plan().phases().isEmpty())
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(application.isEmpty()
                    ? "There is no plan in this script: no rollout(…) whose phases are written out."
                    : "application: no rollout of '" + application + "' with phases is written out in this script");
        }
        if (chosen.size() > 1) {
            var applications = new ArrayList<String>();
            chosen.forEach(shown -> applications.add("'" + shown.plan().application() + "' in line " + shown.line()));
            throw new IllegalArgumentException("application: there are " + chosen.size()
                    + " rollouts in this script, " + String.join(", ", applications) + "; write which one");
        }
        return chosen.get(0).plan();
    }

    private static void check(Plan plan) {
        if (plan.version().equals(ScriptCheck.NOT_KNOWN)) {
            told(plan, "version");
        }
        if (plan.previousVersion().isEmpty()) {
            told(plan, "previousVersion");
        }
    }

    /** What a criterion asks about must be known. */
    private static void told(Plan plan, String placeholder) {
        Pattern written = Pattern.compile("\\{\\{\\s*" + placeholder + "\\s*}}");
        plan.phases().stream()
                .flatMap(PlanOfScript::criteria)
                .filter(criterion -> written.matcher(String.valueOf(criterion.definition())).find())
                .findFirst()
                .ifPresent(criterion -> {
                    throw new IllegalArgumentException(placeholder + ": is not known before a run, and '"
                            + criterion.name() + "' asks about {{" + placeholder + "}}; write which one");
                });
    }

    private static Stream<Criterion> criteria(Phase phase) {
        return Stream.concat(
                phase.gate().metrics().stream(), phase.baking().map(Bake::metrics).stream().flatMap(List::stream));
    }
}
