package io.jenkins.plugins.rollout.target.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.policy.Cluster;
import io.jenkins.plugins.rollout.policy.Server;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What is taken of a kubeconfig, and what is not. */
public class LoginTest {
    private static final URI PLACE = URI.create("https://10.0.0.1:6443");
    private static final String FILE = """
            apiVersion: v1
            kind: Config
            clusters:
              - name: other
                cluster: {server: "https://10.9.9.9:6443"}
              - name: prod
                cluster: {server: "https://10.0.0.1:6443/", certificate-authority-data: Y2E=%s}
            users:
              - name: robot
                user: {token: s3cr3t-t0ken%s}
            contexts:
              - name: prod
                context: {cluster: prod, user: robot, namespace: elsewhere}
            current-context: prod
            """;

    private static Config read(String cluster, String user) {
        return Login.config(Calls.server(PLACE, FILE.formatted(cluster, user)));
    }

    private static String refusal(String cluster, String user) {
        String message = assertThrows(HttpFailure.class, () -> read(cluster, user)).getMessage();
        assertThat(message, not(containsString("s3cr3t")));
        return message;
    }

    @Test
    public void theCurrentContextLogsIn() {
        Config config = read("", "");
        assertThat(config.getMasterUrl(), containsString("https://10.0.0.1:6443"));
        assertThat(config.getOauthToken(), is(Calls.TOKEN));
        assertThat(config.getCaCertData(), is("Y2E="));
        assertThat(config.isTrustCerts(), is(false));
        assertThat(config.isDisableHostnameVerification(), is(false));
    }

    @Test
    public void clientCertificatesAreTakenAsData() {
        Config config = read("", ", client-certificate-data: Y2VydA==, client-key-data: a2V5");
        assertThat(config.getClientCertData(), is("Y2VydA=="));
        assertThat(config.getClientKeyData(), is("a2V5"));
        assertThat(config.getClientCertFile(), is(nullValue()));
    }

    @Test
    public void nothingRunsACommandOrReadsAFileOfTheController() {
        assertThat(refusal("", ", exec: {command: sh}"), containsString("exec, which would run a command"));
        assertThat(refusal("", ", auth-provider: {name: gcp}"), containsString("auth-provider, which would run a plugin"));
        assertThat(refusal("", ", tokenFile: /etc/passwd"), containsString("tokenFile, which would read a file"));
        assertThat(refusal("", ", client-certificate: /etc/passwd"), containsString("write client-certificate-data"));
        assertThat(refusal("", ", client-key: /etc/passwd"), containsString("write client-key-data"));
        assertThat(refusal(", certificate-authority: /etc/passwd", ""), containsString("certificate-authority-data"));
        assertThat(refusal("", ", as: admin"), containsString("acts as somebody else"));
        assertThat(refusal("", ", password: x"), containsString("write token"));
    }

    @Test
    public void tlsIsNotWeakenedAndNothingLeadsElsewhere() {
        assertThat(refusal(", insecure-skip-tls-verify: true", ""), containsString("would talk to anybody"));
        assertThat(read(", insecure-skip-tls-verify: false", "").isTrustCerts(), is(false));
        assertThat(refusal(", proxy-url: \"http://x\"", ""), containsString("proxy-url, which leads elsewhere"));
        assertThat(refusal(", tls-server-name: x", ""), containsString("tls-server-name"));
        Server elsewhere = Calls.server(URI.create("https://10.0.0.2:6443"), FILE.formatted("", ""));
        assertThat(
                assertThrows(HttpFailure.class, () -> Login.config(elsewhere)).getMessage(),
                containsString("leads to another server than its URL says"));
    }

    @Test
    public void whatIsNoKubeconfigIsSaidSoWithoutRepeatingIt() {
        for (String text : List.of("s3cr3t: [", "s3cr3t", "clusters: s3cr3t", "- s3cr3t")) {
            String message = assertThrows(HttpFailure.class, () -> Login.config(Calls.server(PLACE, text))).getMessage();
            assertThat(message, containsString("kubernetes 'prod': its kubeconfig"));
            assertThat(message, not(containsString("s3cr3t")));
        }
    }

    @Test
    public void aTokenComesWithTheAuthorityOfTheServersDefinition() {
        var cluster = new Cluster(null, "-----BEGIN CERTIFICATE-----", List.of("web"));
        Config config = Login.config(new Server(
                "prod", "kubernetes", PLACE, Map.of("Authorization", "Bearer " + Calls.TOKEN), cluster));
        assertThat(config.getOauthToken(), is(Calls.TOKEN));
        assertThat(
                new String(Base64.getDecoder().decode(config.getCaCertData()), StandardCharsets.US_ASCII),
                is("-----BEGIN CERTIFICATE-----"));
    }

    @Test
    public void otherCredentialsAreRefused() {
        for (Map<String, String> headers : List.of(Map.<String, String>of(), Map.of("Authorization", "Basic eDp5"))) {
            var server = new Server("prod", "kubernetes", PLACE, headers, new Cluster(null, null, List.of()));
            assertThat(
                    assertThrows(HttpFailure.class, () -> Login.config(server)).getMessage(),
                    containsString("it takes a token or a kubeconfig"));
        }
    }

    @Test
    public void noneOfItShowsWhenPrinted() {
        Server server = Calls.server(PLACE, FILE.formatted("", ""));
        assertThat(server + " " + server.cluster(), not(containsString("s3cr3t")));
    }
}
