package io.jenkins.plugins.rollout.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A request for approval that is open.
 *
 * @param request how often was asked in this gate, from 1
 * @param evidence digest of what the approvers see
 * @param given the yeses so far, one per person
 */
public record Ask(int request, String evidence, Instant at, List<Yes> given) {
    public Ask {
        given = given == null ? List.of() : List.copyOf(given);
    }

    public boolean hasFrom(String userId) {
        return given.stream().anyMatch(yes -> yes.by().equals(userId));
    }

    Ask with(Yes yes) {
        var more = new ArrayList<>(given);
        more.add(yes);
        return new Ask(request, evidence, at, more);
    }
}
