package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import hudson.model.Action;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.csrf.DefaultCrumbIssuer;
import hudson.util.Secret;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.web.DashboardPage;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.kohsuke.stapler.WebMethod;

/** What Jenkins' security advisories find in plugins again and again, tried on a running Jenkins. */
public class AdvisoriesInJenkinsTest {
    private static final String ROOT = "io.jenkins.plugins.rollout";

    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    private WorkflowRun run;

    @Before
    public void moveIn() throws Exception {
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setCrumbIssuer(new DefaultCrumbIssuer(false));
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Item.CANCEL, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("developer")
                .grant(Jenkins.READ, Item.READ, RolloutPermissions.APPROVE)
                .everywhere()
                .to("approver")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(Domain.global(), List.of(
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "metrics-token", "", Secret.fromString("t0ken")))));
        var server = new ServerConfiguration("prod-of-finance", "prometheus", "https://finance.example/");
        server.setCredentialsId("metrics-token");
        RolloutConfiguration.get().setServers(List.of(server));
    }

    @After
    public void stop() throws Exception {
        if (run != null && run.isBuilding()) {
            run.doKill();
            R.waitForCompletion(run);
        }
    }

    private static Visitor as(String name) {
        return Visitor.of(People.url(R), name, name);
    }

    /** One rollout of an application at a time: each has its own here. */
    private void asking(String approval) throws Exception {
        run = People.start(R, "rollout(application: env.JOB_NAME, version: '2.0', phases: [[name: 'full', gate: [approval: ["
                + approval + "]]]]) { echo 'deployed' }");
        await().atMost(60, TimeUnit.SECONDS).until(() -> evidence().isPresent());
    }

    private Optional<String> evidence() {
        return RolloutService.ids(run).stream()
                .findFirst()
                .flatMap(RolloutService.get().engine()::state)
                .flatMap(RolloutState::currentPhase)
                .map(PhaseState::ask)
                .map(ask -> ask.evidence());
    }

    private String page() {
        return run.getUrl() + "rollout/" + RolloutService.ids(run).get(0) + "/";
    }

    /** SECURITY-746: a request that names nobody could be approved by everybody who sees it. SECURITY-576. */
    @Test
    public void approvalWithoutPermission() throws Exception {
        asking("quorum: 1");
        Map<String, String> yes = Map.of("evidence", evidence().orElseThrow(), "reason", "because");
        for (String name : List.of("reader", "developer")) {
            for (String act : List.of("approve", "reject", "skip", "promote", "retry", "resume", "stop", "rollback", "pause")) {
                assertThat(name + " " + act, as(name).postJson(page() + act, yes).status(), is(403));
            }
        }
        assertThat(as("approver").postJson(page() + "approve", yes).status(), is(200));
        R.assertBuildStatusSuccess(R.waitForCompletion(run));
    }

    /** SECURITY-2880, SECURITY-2828: an id in a URL leads somewhere else. */
    @Test
    public void idsInUrls() throws Exception {
        asking("quorum: 1");
        for (String id : List.of("%2e%2e", "..%2f..%2fbuild.xml", "x%2f..%2f", "shop-1-1", "a%00b", "%3Cscript%3E", "-")) {
            String path = run.getUrl() + "rollout/" + id + "/journal";
            Visitor.Answer answer = as("reader").get(path);
            // Jetty and Stapler refuse some of these by themselves, Stapler with 500
            assertThat(path, answer.status(), is(greaterThanOrEqualTo(400)));
            assertThat(path, answer.body(), not(containsString("rolloutDeclared")));
        }
        String own = RolloutService.ids(run).get(0);
        assertThat(own.matches("[A-Za-z0-9_.-]+"), is(true));
        WorkflowRun first = run;
        asking("quorum: 1");
        assertThat("another job's rollout under this one",
                as("admin").get(run.getUrl() + "rollout/" + own + "/state").status(), is(404));
        first.doKill();
    }

    private static Stream<Descriptor<?>> descriptors() {
        return Stream.concat(
                        R.jenkins.getExtensionList(Descriptor.class).stream(),
                        Stream.of(R.jenkins.getDescriptorOrDie(ServerConfiguration.class)))
                .filter(descriptor -> descriptor.getClass().getName().startsWith(ROOT))
                .map(descriptor -> (Descriptor<?>) descriptor);
    }

    /** SECURITY-3808, SECURITY-3745, SECURITY-3671: forms answer those who may not see what they are about. */
    @Test
    public void enumeratingOtherConfig() throws Exception {
        var answered = new ArrayList<String>();
        int asked = 0;
        for (Descriptor<?> descriptor : descriptors().toList()) {
            List<String> names = Arrays.stream(descriptor.getClass().getMethods())
                    .map(Method::getName)
                    .filter(name -> name.matches("do(Check|Fill|Test|AutoComplete)[A-Z]\\w*"))
                    .distinct()
                    .toList();
            for (String name : names) {
                asked++;
                String path = "descriptorByName/" + descriptor.getId() + "/" + Character.toLowerCase(name.charAt(2)) + name.substring(3);
                Map<String, String> fields = Map.of("value", "x", "url", "http://169.254.169.254/", "credentialsId", "guess",
                        "secondCredentialsId", "guess");
                assertThat(path, as("reader").get(path).status(), is(not(200)));
                Visitor.Answer answer = as("reader").postForm(path, fields);
                assertThat(answer.body(), not(containsString("metrics-token")));
                assertThat(answer.body(), not(containsString("prod-of-finance")));
                if (answer.status() == 200 && !name.matches("doFill(Second)?CredentialsIdItems")) {
                    answered.add(path + " " + answer);
                }
            }
        }
        assertThat(asked, is(greaterThan(20)));
        assertThat(answered, empty());
    }

    /** SECURITY-3783, SECURITY-2791. */
    @Test
    public void credentialsIdEnumeration() throws Exception {
        String path = "descriptorByName/" + ServerConfiguration.class.getName() + "/fillCredentialsIdItems";
        Map<String, String> guess = Map.of("url", "https://finance.example/", "credentialsId", "guess");
        for (String name : List.of("reader", "developer", "approver")) {
            assertThat(as(name).postForm(path, guess).body(), not(containsString("metrics-token")));
        }
        assertThat(as("admin").postForm(path, guess).body(), containsString("metrics-token"));
    }

    /** A run inherits the job's permission to read; pages of Jenkins' own, as root actions are, do not. */
    @Test
    public void rootActionsCheckForThemselves() throws Exception {
        List<Action> ours = Stream.concat(
                        R.jenkins.getActions().stream(),
                        R.jenkins.getExtensionList(hudson.model.ManagementLink.class).stream())
                .filter(action -> action.getClass().getName().startsWith(ROOT))
                .toList();
        for (Action action : ours) {
            String url = action.getUrlName() + "/";
            var paths = new ArrayList<>(List.of(url, "manage/" + url));
            for (Method method : action.getClass().getMethods()) {
                if (method.getName().matches("do[A-Z]\\w*")) {
                    WebMethod said = method.getAnnotation(WebMethod.class);
                    String name = method.getName();
                    paths.add(url + (said == null ? Character.toLowerCase(name.charAt(2)) + name.substring(3) : said.name()[0]));
                }
            }
            paths.add(url + "page"); // a view beside the index is a page, too
            // what is live is there for everybody, as far as they see the jobs; DashboardInJenkinsTest says who sees what
            if (action instanceof DashboardPage) {
                paths.removeAll(List.of(url, "manage/" + url, url + "history"));
            }
            for (String path : paths) {
                for (Visitor visitor : List.of(as("reader"), Visitor.withoutName(People.url(R)))) {
                    int status = visitor.get(path).status();
                    assertThat(path, status, anyOf(is(403), is(404), is(405)));
                }
            }
        }
    }

    /** SECURITY-3677. */
    @Test
    public void arbitraryInstantiation() {
        for (String name : List.of("java.io.File", "hudson.model.FreeStyleProject", "hudson.slaves.DumbSlave", "java.lang.String",
                "hudson.tasks.Shell")) {
            var definition = JsonNodeFactory.instance.objectNode().put(Definitions.CLASS, name).put("name", "x");
            assertThrows(name, IllegalArgumentException.class, () -> Definitions.fromJson(definition, MetricSource.class));
        }
        for (String symbol : List.of("http", "job", "rollout", "threshold", "sh", "nothing")) {
            var definition = JsonNodeFactory.instance.objectNode().put(Definitions.SYMBOL, symbol);
            assertThrows(symbol, IllegalArgumentException.class, () -> Definitions.fromJson(definition, MetricSource.class));
        }
    }
}
