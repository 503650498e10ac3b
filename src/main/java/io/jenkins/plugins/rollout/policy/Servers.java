package io.jenkins.plugins.rollout.policy;

import java.util.List;
import java.util.Optional;

/** The servers that administrators defined; the controller stands behind it. */
public interface Servers {
    /** The server of that kind and name, as it is defined now. */
    Optional<Server> find(String kind, String name);

    /**
     * The same, about to be asked for a rollout: what it takes to be let in there is looked up now, and a controller
     * that keeps track of where secrets are used does so.
     *
     * @param rollout id of the rollout
     */
    default Optional<Server> find(String kind, String name, String rollout) {
        return find(kind, name);
    }

    /** Names of the servers of a kind, for forms and error messages. */
    List<String> names(String kind);
}
