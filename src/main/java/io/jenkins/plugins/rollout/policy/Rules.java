package io.jenkins.plugins.rollout.policy;

import java.util.List;

/**
 * What an administrator allows, for all rollouts of a controller.
 *
 * @param selfApproval whether somebody may approve a rollout that they started or authored
 * @param freeUrls prefixes of URLs that a Jenkinsfile may name itself instead of a server; without credentials.
 *     Empty: none
 */
public record Rules(boolean selfApproval, List<String> freeUrls) {
    /** Nothing is allowed that an administrator did not allow. */
    public static final Rules STRICT = new Rules(false, List.of());

    public Rules {
        freeUrls = freeUrls == null ? List.of() : List.copyOf(freeUrls);
    }
}
