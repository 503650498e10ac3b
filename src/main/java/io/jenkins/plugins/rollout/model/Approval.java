package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * Who must say yes before a phase is deployed.
 *
 * @param automatic true: nobody is asked; the plan says so in writing
 * @param from ids of the people and names of the groups who may approve; empty means everyone with the permission
 *     Rollout/Approve, never everyone
 * @param quorum how many different people must approve. 1 or more
 * @param message shown with the request; may be empty
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Approval(boolean automatic, List<String> from, int quorum, String message) {
    /** What a gate asks for that names no approval: one yes from someone with Rollout/Approve. */
    public static final Approval DEFAULT = new Approval(false, List.of(), 1, "");

    public static final Approval AUTOMATIC = new Approval(true, List.of(), 1, "");

    public Approval {
        from = from == null ? List.of() : List.copyOf(from);
        message = message == null ? "" : message;
        if (quorum < 1) {
            throw new IllegalArgumentException("quorum: " + quorum + " is less than 1");
        }
    }
}
