package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessDeniedException3;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.service.Administration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Servers with credentials of Jenkins' own store. */
public class CredentialsTest {
    private static final String TOKEN = "t0ken-of-prod";
    private static final String SECOND = "s3cond-t0ken";

    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @Rule
    public final StubServer server = new StubServer();

    @Before
    public void store() throws Exception {
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("developer"));
        var elsewhere = new Domain("elsewhere", "", List.of(new HostnameSpecification("other.example", "")));
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(
                Domain.global(),
                List.of(token("token", TOKEN), token("second", SECOND), login("login", "jenkins", "pässword")),
                elsewhere,
                List.of(token("elsewhere", "t0ken-of-elsewhere"))));
        server.on("/stats", 200, "{\"errors\": 0.004}");
    }

    private static Credentials token(String id, String secret) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(secret));
    }

    private static Credentials login(String id, String user, String password) throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, id, "", user, password);
    }

    private void configure(String credentials, String header) {
        configure(server.uri("/stats").toString(), credentials, header);
    }

    private static void configure(String url, String credentials, String header) {
        var shop = new ServerConfiguration("shop", "json", url);
        shop.setCredentialsId(credentials);
        shop.setCredentialsHeader(header);
        RolloutConfiguration.get().setServers(List.of(shop));
    }

    private static Map<String, String> headers() {
        return Administration.get().servers().find("json", "shop").orElseThrow().headers();
    }

    private static WorkflowRun roll() throws Exception {
        return People.start(R, """
                rollout(application: 'checkout', version: '2.4.0', phases: [
                  [name: 'full', exposure: 100, gate: [interval: '1s', approval: [automatic: true],
                   metrics: [threshold(name: 'errors', atMost: 0.01, noDataLimit: 1,
                                       source: json(server: 'shop', path: '/errors'))]]],
                ]) { echo 'deployed' }
                """);
    }

    @Test
    public void secretTextIsABearerToken() {
        configure("token", null);
        assertThat(headers(), is(Map.of("Authorization", "Bearer " + TOKEN)));
    }

    @Test
    public void secretTextStandsAsItIsInAHeaderOfOnesChoice() {
        configure("token", "X-Api-Key");
        assertThat(headers(), is(Map.of("X-Api-Key", TOKEN)));
    }

    @Test
    public void usernameAndPasswordAreBasic() {
        configure("login", null);
        String pair = Base64.getEncoder().encodeToString("jenkins:pässword".getBytes(StandardCharsets.UTF_8));
        assertThat(headers(), is(Map.of("Authorization", "Basic " + pair)));
    }

    /** What a server sends, of some kind and with the credentials of these ids. */
    private Map<String, String> headers(String kind, String first, String second) {
        var made = new ServerConfiguration("prod", kind, server.uri("/").toString());
        made.setCredentialsId(first);
        made.setSecondCredentialsId(second);
        RolloutConfiguration.get().setServers(List.of(made));
        return Administration.get().servers().find(kind, "prod").orElseThrow().headers();
    }

    @Test
    public void servicesGetTheirKeysInTheHeadersThatTheyWant() throws Exception {
        assertThat(
                headers("datadog", "token", "second"),
                is(Map.of("DD-API-KEY", TOKEN, "DD-APPLICATION-KEY", SECOND)));
        assertThat(headers("newRelic", "token", null), is(Map.of("API-Key", TOKEN)));
        assertThat(headers("influxDb", "token", null), is(Map.of("Authorization", "Token " + TOKEN)));
        assertThat(headers("cloudWatch", "login", "second").get("Authorization"), startsWith("Basic "));
        assertThat(headers("cloudWatch", "login", "second").get("X-Amz-Security-Token"), is(SECOND));
        assertThat("no header is named for it", headers("prometheus", "token", "second").keySet(), is(Set.of("Authorization")));
    }

    @Test
    public void servicesTakeTheKindsOfCredentialsThatTheyWant() {
        try (ACLContext ignored = as("admin")) {
            assertThat(kinds("datadog"), containsInAnyOrder("", "token", "second"));
            assertThat(kinds("newRelic"), containsInAnyOrder("", "token", "second"));
            assertThat(kinds("cloudWatch"), containsInAnyOrder("", "login"));
            assertThat(form().doCheckCredentialsId("login", "https://x.example/", "datadog").getMessage(),
                    containsString("secret text, in a domain"));
            assertThat(form().doFillSecondCredentialsIdItems("https://x.example/", "").size(), is(3));
            assertThat(second("second", "datadog", "").kind, is(FormValidation.Kind.OK));
            assertThat(second("", "datadog", "").kind, is(FormValidation.Kind.WARNING));
            assertThat(second("second", "json", "").getMessage(), containsString("Name the header"));
            assertThat(second("second", "json", "X-Second").kind, is(FormValidation.Kind.OK));
            assertThat(second("login", "datadog", "").kind, is(FormValidation.Kind.ERROR));
            assertThat(form().doCheckSecondCredentialsHeader("X: y").kind, is(FormValidation.Kind.ERROR));
        }
        try (ACLContext ignored = as("developer")) {
            assertThat(form().doFillSecondCredentialsIdItems("https://x.example/", "guess").size(), is(1));
            assertThrows(AccessDeniedException3.class, () -> second("second", "datadog", ""));
            assertThrows(AccessDeniedException3.class, () -> form().doCheckSecondCredentialsHeader("x"));
        }
    }

    private static List<String> kinds(String kind) {
        return form().doFillCredentialsIdItems(kind, "https://x.example/", "").stream()
                .map(choice -> choice.value)
                .toList();
    }

    private static FormValidation second(String id, String kind, String header) {
        return form().doCheckSecondCredentialsId(id, "https://x.example/", kind, header);
    }

    @Test
    public void theButtonAsksEachServiceWhatCostsItNothing() {
        server.on("/render", 200, "[]").on("/ping", 204, "").on("/api/v1/validate", 403, "{}").on("/graphql", 200, "{}");
        try (ACLContext ignored = as("admin")) {
            assertThat(button("graphite", "login", ""), containsString("answers"));
            assertThat(button("influxDb", "token", ""), containsString("answers"));
            assertThat(button("datadog", "token", "second"), containsString("does not take these credentials"));
            assertThat(button("newRelic", "token", ""), containsString("answers"));
            int asked = server.asked().size();
            assertThat(button("cloudWatch", "login", ""), containsString("the first sample shows"));
            assertThat(button("cloudWatch", "gone", ""), containsString("are not there"));
            assertThat("a secret key is never sent", server.asked().size(), is(asked));
        }
    }

    private String button(String kind, String first, String second) {
        return form().doTestConnection("prod", kind, server.uri("").toString(), first, "", second, "", "").getMessage();
    }

    @Test
    public void noCredentialsNoHeader() {
        configure(null, "X-Api-Key");
        assertThat(headers(), is(Map.of()));
    }

    @Test
    public void aRolloutSendsThemAndTheirPageSaysSo() throws Exception {
        configure("token", null);
        WorkflowRun run = roll();
        R.assertBuildStatusSuccess(R.waitForCompletion(run));
        assertThat(server.asked().get(0).header("Authorization"), is("Bearer " + TOKEN));

        var used = SystemCredentialsProvider.getInstance().getCredentials().get(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> CredentialsProvider.getFingerprintOf(used) != null);
        await().atMost(Duration.ofSeconds(30)).until(() ->
                CredentialsProvider.getFingerprintOf(used).getJobs().contains(run.getParent().getFullName()));
        assertThat(JenkinsRule.getLog(run), not(containsString(TOKEN)));
    }

    @Test
    public void aChangedSecretIsInUseAtOnce() throws Exception {
        configure("token", null);
        headers();
        SystemCredentialsProvider.getInstance()
                .setDomainCredentialsMap(Map.of(Domain.global(), List.of(token("token", "an0ther"))));
        assertThat(headers(), is(Map.of("Authorization", "Bearer an0ther")));
    }

    @Test
    public void missingCredentialsAreNamedBeforeAnythingStarts() throws Exception {
        configure("gone", null);
        WorkflowRun run = R.waitForCompletion(roll());
        assertThat(JenkinsRule.getLog(run), allOf(
                containsString("json 'shop': its credentials 'gone' are not there; an administrator must add them"),
                not(containsString("deployed"))));
        assertThat(server.asked().isEmpty(), is(true));
    }

    @Test
    public void credentialsOfAnotherDomainAreNotSent() {
        configure("elsewhere", null);
        var refusal = assertThrows(HttpFailure.class, CredentialsTest::headers);
        assertThat(refusal.getMessage(), allOf(containsString("'shop'"), containsString("'elsewhere'")));
        assertThat(refusal.getMessage(), not(containsString("t0ken")));
        configure("https://other.example/stats", "elsewhere", null);
        assertThat(headers(), is(Map.of("Authorization", "Bearer t0ken-of-elsewhere")));
    }

    @Test
    public void theFormKeepsIdAndHeaderAndTheFileHoldsNoSecret() throws Exception {
        configure("token", "X-Api-Key");
        R.jenkins.setAuthorizationStrategy(new hudson.security.AuthorizationStrategy.Unsecured());
        R.configRoundtrip();
        ServerConfiguration kept = RolloutConfiguration.get().getServers().get(0);
        assertThat(kept.getCredentialsId(), is("token"));
        assertThat(kept.getCredentialsHeader(), is("X-Api-Key"));
        configure(null, null);
        R.configRoundtrip();
        assertThat(RolloutConfiguration.get().getServers().get(0).getCredentialsId(), is(nullValue()));
        assertThat(RolloutConfiguration.get().getServers().get(0).getCredentialsHeader(), is(nullValue()));
    }

    private static ServerConfiguration.DescriptorImpl form() {
        return (ServerConfiguration.DescriptorImpl) R.jenkins.getDescriptorOrDie(ServerConfiguration.class);
    }

    private static List<String> choices(String url, String current) {
        return form().doFillCredentialsIdItems("json", url, current).stream().map(choice -> choice.value).toList();
    }

    @Test
    public void administratorsChooseAmongWhatCoversTheUrl() {
        try (ACLContext ignored = as("admin")) {
            assertThat(choices("https://shop.example/", ""), containsInAnyOrder("", "token", "second", "login"));
            assertThat(choices("https://other.example/", ""), containsInAnyOrder("", "token", "second", "login", "elsewhere"));
        }
    }

    @Test
    public void othersLearnOfNothing() {
        for (String name : List.of("developer", "anonymous")) {
            try (ACLContext ignored = as(name)) {
                assertThat(choices("https://shop.example/", "token"), contains("token"));
                assertThat(choices("https://shop.example/", "guess"), contains("guess"));
                assertThrows(
                        AccessDeniedException3.class,
                        () -> form().doCheckCredentialsId("token", "https://x.example", "json"));
                assertThrows(AccessDeniedException3.class, () -> form().doCheckCredentialsHeader("x"));
                assertThrows(AccessDeniedException3.class, () -> form().doTestConnection(
                        "shop", "json", server.uri("/stats").toString(), "token", "", "", "", ""));
            }
        }
        assertThat(server.asked().isEmpty(), is(true));
    }

    @Test
    public void theFormSaysWhatIsWrong() {
        try (ACLContext ignored = as("admin")) {
            assertThat(check("", "https://x.example/").kind, is(FormValidation.Kind.OK));
            assertThat(check("token", "https://x.example/").kind, is(FormValidation.Kind.OK));
            assertThat(check("token", "http://127.0.0.1:9090/").kind, is(FormValidation.Kind.OK));
            assertThat(check("token", "http://x.example/").getMessage(), containsString("unencrypted"));
            assertThat(check("gone", "https://x.example/").getMessage(), containsString("no such credentials"));
            assertThat(check("elsewhere", "https://x.example/").kind, is(FormValidation.Kind.ERROR));
            assertThat(form().doCheckCredentialsHeader("X-Api-Key").kind, is(FormValidation.Kind.OK));
            assertThat(form().doCheckCredentialsHeader("X: y").kind, is(FormValidation.Kind.ERROR));
        }
    }

    @Test
    public void anHaproxyHasASocketAndNoCredentials() {
        try (ACLContext ignored = as("admin")) {
            assertThat(
                    form().doCheckCredentialsId("token", "tcp://10.0.0.5:9999", "haproxy").getMessage(),
                    containsString("knows no credentials"));
            for (String good : List.of("tcp://10.0.0.5:9999", "tcp://[::1]:9999", "unix:///run/haproxy/admin.sock")) {
                assertThat(good, form().doCheckUrl(good, "haproxy").kind, is(FormValidation.Kind.OK));
            }
            for (String bad : List.of("http://10.0.0.5:9999/", "tcp://10.0.0.5", "unix://run/x", "tcp://a:b@h:1", "edge")) {
                assertThat(bad, form().doCheckUrl(bad, "haproxy").getMessage(), containsString("tcp://host:port"));
            }
            assertThat(form().doCheckUrl("tcp://10.0.0.5:9999", "http").kind, is(FormValidation.Kind.ERROR));
            assertThat(
                    form().doTestConnection("edge", "haproxy", "unix:///no/such/socket", "", "", "", "", "").getMessage(),
                    containsString("haproxy &#039;edge&#039; cannot be reached: nobody listens there"));
        }
    }

    private static FormValidation check(String id, String url) {
        return form().doCheckCredentialsId(id, url, "json");
    }

    @Test
    public void theButtonTriesTheConnection() {
        server.on("/no", 403, TOKEN).on("/odd", 500, TOKEN);
        try (ACLContext ignored = as("admin")) {
            assertThat(tried("/stats", "token"), is("OK: json &#039;shop&#039; answers."));
            assertThat(server.asked().get(0).header("Authorization"), is("Bearer " + TOKEN));
            assertThat(tried("/no", "token"), containsString("HTTP 403"));
            assertThat(tried("/odd", "token"), containsString("not with success"));
            assertThat(tried("/stats", "gone"), containsString("&#039;gone&#039; are not there"));
            assertThat(tried("/no", "token") + tried("/odd", "token"), not(containsString(TOKEN)));
            FormValidation metadata = form().doTestConnection("shop", "json", "http://169.254.169.254/", "token", "", "", "", "");
            assertThat(metadata.getMessage(), containsString("is never asked"));
            assertThat(form().doTestConnection("shop", "json", "nonsense", "", "", "", "", "").kind, is(FormValidation.Kind.ERROR));
        }
    }

    private String tried(String path, String credentials) {
        FormValidation tried = form().doTestConnection("shop", "json", server.uri(path).toString(), credentials, "", "", "", "");
        return tried.kind + ": " + tried.getMessage();
    }

    private static ACLContext as(String name) {
        return name.equals("anonymous")
                ? ACL.as2(Jenkins.ANONYMOUS2)
                : ACL.as2(User.getById(name, true).impersonate2());
    }
}
