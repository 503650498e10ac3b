package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What a {@code job} target must look like, as far as that can be seen without looking at the job. */
final class JobTargetRules {
    static final String RESERVED = "ROLLOUT_";

    private JobTargetRules() {}

    static List<Problem> problems(JobTarget target) {
        var problems = new ArrayList<>(name(target.getName()));
        problems.addAll(timeout(target.getTimeout()));
        var names = new HashSet<String>();
        for (int i = 0; i < target.getParameters().size(); i++) {
            String place = "parameters[" + i + "]";
            JobParameter parameter = target.getParameters().get(i);
            List<Problem> found = new ArrayList<>(parameterName(parameter.getName()));
            if (!names.add(parameter.getName())) {
                found.add(Problem.of("name", "'" + parameter.getName() + "' is there twice"));
            }
            found.addAll(parameterValue(parameter.getValue()));
            found.forEach(problem -> problems.add(problem.within(place)));
        }
        return problems;
    }

    static List<Problem> name(String name) {
        return name.isEmpty()
                ? List.of(Problem.of("name", "write the name of a job, with its folder: 'deployment/shop'"))
                : List.of();
    }

    static List<Problem> timeout(String timeout) {
        if (timeout == null) {
            return List.of();
        }
        try {
            return Durations.parse(timeout).isZero()
                    ? List.of(Problem.of("timeout", "'" + timeout + "' is no time at all; leave it out for no limit"))
                    : List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("timeout", e.getMessage()));
        }
    }

    static List<Problem> parameterName(String name) {
        if (name.isEmpty()) {
            return List.of(Problem.of("name", "write the name of a parameter that the job defines"));
        }
        return name.startsWith(RESERVED)
                ? List.of(Problem.of(
                        "name", "'" + name + "' is set by the rollout itself; use a name without " + RESERVED))
                : List.of();
    }

    static List<Problem> parameterValue(String value) {
        try {
            HttpTargetRules.sample(value);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("value", e.getMessage()));
        }
    }
}
