package io.jenkins.plugins.rollout.embedded.home;

import io.jenkins.plugins.rollout.policy.Cluster;
import io.jenkins.plugins.rollout.policy.Server;
import java.util.Map;

/**
 * A server of the kind {@code kubernetes}: {@code {url: …, token: "${cluster-token}", namespaces: [web]}}, or with a
 * kubeconfig instead of the token.
 */
final class ClusterYaml {
    static final String KIND = "kubernetes";

    private ClusterYaml() {}

    static Server server(String name, YamlMap map, Map<String, String> secrets) throws ConfigurationException {
        YamlMap server = map.only("url", "token", "kubeconfig", "certificateAuthority", "namespaces");
        boolean token = server.text("token").isPresent();
        if (token == server.text("kubeconfig").isPresent()) {
            throw server.problem("token", "write either token or kubeconfig, as \"${name}\" of a secret");
        }
        String secret = Configuration.filled(server, token ? "token" : "kubeconfig", secrets);
        var cluster = new Cluster(
                token ? null : secret,
                server.text("certificateAuthority").orElse(null),
                server.texts("namespaces"));
        Map<String, String> headers = token ? Map.of("Authorization", "Bearer " + secret.strip()) : Map.of();
        return new Server(name, KIND, Configuration.url(KIND, server), headers, cluster);
    }
}
