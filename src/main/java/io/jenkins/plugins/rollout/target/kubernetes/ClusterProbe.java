package io.jenkins.plugins.rollout.target.kubernetes;

import io.jenkins.plugins.rollout.policy.Server;

/** Asks a cluster once who it is, for an administrator who has just defined it. */
public final class ClusterProbe {
    private ClusterProbe() {}

    /**
     * Logs in and asks for the version. Blocks, 20 s at most.
     *
     * @return what it says, in a sentence
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when it does not answer or does not let us in
     */
    public static String ask(Server server) {
        try (ApiServer api = ApiServer.open(server)) {
            return api.version();
        }
    }
}
