package io.jenkins.plugins.rollout.policy;

import java.util.List;
import java.util.Optional;

/** The servers that administrators defined; the controller stands behind it. */
public interface Servers {
    /** The server of that kind and name, as it is defined now. */
    Optional<Server> find(String kind, String name);

    /** Names of the servers of a kind, for forms and error messages. */
    List<String> names(String kind);
}
