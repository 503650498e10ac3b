package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.policy.Cluster;
import io.jenkins.plugins.rollout.policy.Server;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a server of the kind {@code kubernetes} has besides, as a form or a file says it. */
final class ClusterFields {
    static final String KIND = "kubernetes";

    private ClusterFields() {}

    /** The cluster, with its secret as it is now: a token in a header, or a kubeconfig. */
    static Server server(ServerConfiguration configuration, URI place) {
        Optional<ServerCredentials> credentials = configuration.credentials();
        String kubeconfig = credentials.flatMap(ServerCredentials::kubeconfig).orElse(null);
        Map<String, String> headers = kubeconfig == null
                ? credentials.map(ServerCredentials::headers).orElse(Map.of())
                : Map.of();
        var cluster = new Cluster(
                kubeconfig, configuration.getCertificateAuthority(), namespaces(configuration.getNamespaces()));
        return new Server(configuration.getName(), KIND, place, headers, cluster);
    }

    static List<String> namespaces(@CheckForNull String text) {
        return text == null ? List.of() : List.of(text.split("[\\s,]+"));
    }

    static FormValidation checkNamespaces(@CheckForNull String text, @CheckForNull String kind) {
        if (!KIND.equals(kind)) {
            return text == null ? FormValidation.ok() : FormValidation.warning("Only a cluster has namespaces.");
        }
        if (text == null) {
            return FormValidation.error("Name the namespaces that Jenkinsfiles may reach; without, they reach none.");
        }
        return namespaces(text).stream()
                .filter(name -> !name.matches("[a-z0-9*-]{1,63}"))
                .findFirst()
                .map(name -> FormValidation.error(
                        "'" + name + "' is no name of a namespace: lower-case letters, digits and -, and * for any part."))
                .orElseGet(() -> namespaces(text).contains("*")
                        ? FormValidation.warning("Jenkinsfiles may reach every namespace, kube-system among them.")
                        : FormValidation.ok());
    }

    static FormValidation checkCertificates(@CheckForNull String pem) {
        if (pem == null) {
            return FormValidation.ok();
        }
        try {
            var certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
            return certificates.isEmpty() ? notPem() : FormValidation.ok();
        } catch (CertificateException e) {
            return notPem();
        }
    }

    private static FormValidation notPem() {
        return FormValidation.error("These are no certificates in PEM: -----BEGIN CERTIFICATE----- …");
    }
}
