package io.jenkins.plugins.rollout.policy;

import java.util.List;

/**
 * What a server of the kind {@code kubernetes} has besides its URL and its headers.
 *
 * @param kubeconfig a whole kubeconfig file, whose current context logs in; null when a header does. Secret
 * @param certificateAuthority PEM certificates that the API server's own must come from; null for those of Java
 * @param namespaces that a Jenkinsfile may name; {@code *} stands for any part of a name. None when empty
 */
public record Cluster(String kubeconfig, String certificateAuthority, List<String> namespaces) {
    public Cluster {
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
    }

    /** Whether a Jenkinsfile may name this namespace. */
    public boolean covers(String namespace) {
        return namespaces.stream().anyMatch(pattern -> Patterns.match(pattern, namespace));
    }

    /** Names the namespaces, never the kubeconfig. */
    @Override
    public String toString() {
        return "namespaces " + namespaces;
    }
}
