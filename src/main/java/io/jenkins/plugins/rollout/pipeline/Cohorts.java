package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.audience.AudienceRules;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.service.Administration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the names of audiences in a plan mean, at the moment it is declared. */
final class Cohorts {
    private final List<Audience> administrators;
    private final boolean definedOnly;
    private final Mistakes mistakes;

    Cohorts(Administration administration, Mistakes mistakes) {
        this.administrators = administration.audiences();
        this.definedOnly = administration.definedAudiencesOnly();
        this.mistakes = mistakes;
    }

    /**
     * The plan with the cohorts that it may need: those that its phases name, in the step form all of them, for nobody
     * knows yet which phases will come.
     *
     * @param own those of the Jenkinsfile
     */
    Plan resolve(Plan plan, List<Audience> own) {
        var known = new ArrayList<>(administrators);
        for (Audience audience : own) {
            if (named(administrators, audience.name()).isPresent()) {
                mistakes.add(new Problem(
                        AudienceRules.place(audience.name()),
                        "name",
                        "is an audience of administrators, which a Jenkinsfile may not define anew; use another name"));
            } else {
                known.add(audience);
            }
        }
        plan.phases().forEach(phase -> check(phase, known));
        Set<String> wanted = plan.phases().stream().map(Phase::audience).collect(Collectors.toSet());
        boolean all = plan.form() == Plan.Form.STEPS;
        return plan.of(known.stream()
                .filter(audience -> all || wanted.contains(audience.name()))
                .toList());
    }

    private void check(Phase phase, List<Audience> known) {
        if (definedOnly && phase.audience() != null && named(known, phase.audience()).isEmpty()) {
            mistakes.add(new Problem(
                    PlanRules.place(phase.name()),
                    "audience",
                    "there is no audience '" + phase.audience() + "'; "
                            + (known.isEmpty()
                                    ? "define it with audiences: [audience(name: '" + phase.audience() + "', …)]"
                                    : "there are "
                                            + String.join(
                                                    ", ",
                                                    known.stream()
                                                            .map(Audience::name)
                                                            .sorted()
                                                            .toList()))));
        }
    }

    private static Optional<Audience> named(List<Audience> audiences, String name) {
        return audiences.stream()
                .filter(audience -> audience.name().equals(name))
                .findFirst();
    }
}
