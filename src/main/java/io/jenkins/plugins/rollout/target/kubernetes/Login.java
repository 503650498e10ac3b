package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.rollout.http.UrlRule;
import io.jenkins.plugins.rollout.policy.Cluster;
import io.jenkins.plugins.rollout.policy.Server;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * How we log in at a cluster: by a token, or by what the current context of a kubeconfig says. Nothing is taken from the
 * controller's own surroundings, neither {@code KUBECONFIG} nor the service account of a pod it may run in; and of a
 * kubeconfig nothing is taken that would run a command, read a file of the controller or weaken TLS.
 */
final class Login {
    private static final String BEARER = "Bearer ";
    private static final int CONNECT_MILLIS = 10_000;
    private static final int REQUEST_MILLIS = 20_000;

    /** What a user of a kubeconfig may not have, and why. */
    private static final Map<String, String> REFUSED_USER = Map.of(
            "exec", "would run a command on the controller",
            "auth-provider", "would run a plugin on the controller",
            "tokenFile", "would read a file of the controller; write token",
            "client-certificate", "would read a file of the controller; write client-certificate-data",
            "client-key", "would read a file of the controller; write client-key-data",
            "username", "is no longer taken by Kubernetes; write token",
            "password", "is no longer taken by Kubernetes; write token",
            "as", "acts as somebody else; give the service account its own rights");

    private static final Map<String, String> REFUSED_CLUSTER = Map.of(
            "certificate-authority", "would read a file of the controller; write certificate-authority-data",
            "insecure-skip-tls-verify", "would talk to anybody who answers; write certificate-authority-data",
            "proxy-url", "leads elsewhere; the API server is asked directly");

    private Login() {}

    /**
     * The client's configuration.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure saying what is wrong with it, without what is secret
     */
    static Config config(Server server) {
        String name = server.kind() + " '" + server.name() + "'";
        ConfigBuilder config = new ConfigBuilder(Config.empty())
                .withAutoConfigure(false)
                .withMasterUrl(server.url().toString())
                .withTrustCerts(false)
                .withDisableHostnameVerification(false)
                .withConnectionTimeout(CONNECT_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withHttp2Disable(!"https".equals(server.url().getScheme())) // a proxy in clear text need not know it
                .withRequestRetryBackoffLimit(0); // the engine tries again
        Cluster cluster = server.cluster();
        if (cluster != null && cluster.certificateAuthority() != null) {
            config.withCaCertData(Base64.getEncoder()
                    .encodeToString(cluster.certificateAuthority().getBytes(StandardCharsets.US_ASCII)));
        }
        if (cluster != null && cluster.kubeconfig() != null) {
            kubeconfig(config, name, server, cluster.kubeconfig());
        } else {
            token(config, name, server);
        }
        return config.build();
    }

    private static void token(ConfigBuilder config, String name, Server server) {
        String header = server.headers().getOrDefault("Authorization", "");
        if (!header.startsWith(BEARER)) {
            throw Subject.refused(name + ": it takes a token or a kubeconfig as its credentials, and has "
                    + (header.isEmpty() ? "none" : "others"));
        }
        config.withOauthToken(header.substring(BEARER.length()).trim());
    }

    private static void kubeconfig(ConfigBuilder config, String name, Server server, String text) {
        JsonNode file = parse(name, text);
        String current = file.path("current-context").asText("");
        JsonNode context = find(name, file, "contexts", current).path("context");
        JsonNode cluster = find(name, file, "clusters", context.path("cluster").asText()).path("cluster");
        JsonNode user = find(name, file, "users", context.path("user").asText()).path("user");
        refuse(name, cluster, REFUSED_CLUSTER);
        refuse(name, user, REFUSED_USER);
        checkPlace(name, server, cluster.path("server").asText(""));
        if (cluster.has("tls-server-name")) {
            throw Subject.refused(name + ": its kubeconfig has tls-server-name, which is not taken");
        }
        if (cluster.has("certificate-authority-data")) {
            config.withCaCertData(cluster.path("certificate-authority-data").asText());
        }
        if (user.has("client-certificate-data")) {
            config.withClientCertData(user.path("client-certificate-data").asText());
            config.withClientKeyData(user.path("client-key-data").asText());
        }
        if (user.has("token")) {
            config.withOauthToken(user.path("token").asText().trim());
        } else if (!user.has("client-certificate-data")) {
            throw Subject.refused(name + ": the user of its kubeconfig's current context has neither token nor"
                    + " client-certificate-data");
        }
    }

    /** The text is secret: no message repeats any of it but the names of its members. */
    private static JsonNode parse(String name, String text) {
        try {
            return new ObjectMapper().valueToTree(Serialization.unmarshal(text, Map.class));
        } catch (RuntimeException e) {
            throw Subject.refused(name + ": its kubeconfig is not YAML");
        }
    }

    private static JsonNode find(String name, JsonNode file, String list, String wanted) {
        for (JsonNode entry : file.path(list)) {
            if (!wanted.isEmpty() && wanted.equals(entry.path("name").textValue())) {
                return entry;
            }
        }
        throw Subject.refused(name + ": its kubeconfig has no current-context with a cluster and a user");
    }

    private static void refuse(String name, JsonNode entry, Map<String, String> members) {
        members.forEach((member, reason) -> {
            if (entry.has(member) && !entry.path(member).equals(com.fasterxml.jackson.databind.node.BooleanNode.FALSE)) {
                throw Subject.refused(name + ": its kubeconfig has " + member + ", which " + reason);
            }
        });
        for (String member : List.of("as-uid", "as-groups", "as-user-extra")) {
            if (entry.has(member)) {
                throw Subject.refused(name + ": its kubeconfig has " + member + ", which acts as somebody else");
            }
        }
    }

    /** What an administrator sees in the server's definition is where it leads. */
    private static void checkPlace(String name, Server server, String place) {
        try {
            if (UrlRule.sameOrigin(server.url(), UrlRule.url(place))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw Subject.refused(name + ": its kubeconfig's server is no URL that can be asked");
        }
        throw Subject.refused(name + ": its kubeconfig leads to another server than its URL says");
    }
}
