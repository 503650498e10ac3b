package io.jenkins.plugins.rollout.target.haproxy;

import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.regex.Pattern;

/** The names in HAProxy's configuration. They become words of commands, so nothing else passes. */
final class Names {
    static final String MISSING_SERVER = "is missing; write the name of an HAProxy that an administrator has defined";
    static final String SAME = "is the same server as candidate; a split needs two";

    /** What HAProxy itself allows in names. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,200}");

    private Names() {}

    static List<Problem> check(String field, String name) {
        if (name.isEmpty()) {
            return List.of(Problem.of(field, "is missing; write the name that it has in HAProxy's configuration"));
        }
        return NAME.matcher(name).matches()
                ? List.of()
                : List.of(Problem.of(field, "is no name that HAProxy allows: letters, digits and - _ . :"));
    }
}
