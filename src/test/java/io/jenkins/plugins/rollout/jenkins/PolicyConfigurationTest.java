package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.Functions;
import hudson.model.Item;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.rollout.controller.FolderPolicies;
import io.jenkins.plugins.rollout.controller.PolicyConfiguration;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.math.BigDecimal;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.FailingHttpStatusCodeException;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Policies in Jenkins: by form, as code, and in folders. */
public class PolicyConfigurationTest {
    private static final Policy PRODUCTION = new Policy(
            "production", "global", "shop-*", "prod*", List.of("dogfood", "full"), new BigDecimal("5"),
            Duration.ofMinutes(30), List.of("error rate"), 2, List.of("sre"), false, false, List.of("prometheus"),
            List.of("http"), List.of("prod"), List.of("office"), new Policy.Hotfix(List.of("leads"), 3),
            Duration.ofDays(365));

    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    private static List<Policy> policies() {
        return Administration.get().rules("shop").policies();
    }

    private static PolicyConfiguration policy(String name, int minQuorum) {
        var policy = new PolicyConfiguration(name);
        policy.setMinQuorum(minQuorum);
        return policy;
    }

    @Test
    @ConfiguredWithCode("policies.yaml")
    public void policiesAreReadAsCode() {
        assertThat(policies().get(0), is(PRODUCTION));
        assertThat(policies().get(1).title(), is("policy 'everybody' (global)"));
    }

    @Test
    @ConfiguredWithCode("policies.yaml")
    public void whatWasReadAsCodeIsWrittenAgain() throws Exception {
        var context = new ConfigurationContext(ConfiguratorRegistry.get());
        Mapping written = (Mapping) Util.getUnclassifiedRoot(context).get("phasedRollout");
        assertThat(Util.toYamlString(written.get("policies")), is(Util.toStringFromYamlFile(this, "policies-exported.yaml")));
    }

    @Test
    @ConfiguredWithCode("policies.yaml")
    public void theFormKeepsWhatItGets() throws Exception {
        List<Policy> before = policies();
        jenkins.configRoundtrip();
        assertThat(policies(), is(before));
    }

    @Test
    @ConfiguredWithCode("policies.yaml")
    public void theLastPolicyCanBeTakenAway() throws Exception {
        RolloutConfiguration.get().setPolicies(List.of(policy("only", 2)));
        HtmlForm form = jenkins.createWebClient().goTo("configure").getFormByName("config");
        var chunk = form.getInputByValue("only").<org.htmlunit.html.DomElement>getFirstByXPath(
                "ancestor::div[contains(@class,'repeated-chunk')]");
        chunk.remove();
        jenkins.submit(form);
        assertThat(RolloutConfiguration.get().getPolicies(), empty());
    }

    @Test
    @ConfiguredWithCode("policies.yaml")
    public void whatCannotBeReadIsRefusedWithAllMistakesAndChangesNothing() throws Exception {
        URL broken = getClass().getResource("policies-broken.yaml");
        var refused = assertThrows(
                ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(broken.toExternalForm()));
        String said = Functions.printThrowable(refused);
        assertThat(said, containsString("policy 'a', minBake: 'soon' is not a duration"));
        assertThat(said, containsString("policy 'a', name: is used twice"));
        assertThat(policies().size(), is(2));

        var client = jenkins.createWebClient();
        HtmlForm form = client.goTo("configure").getFormByName("config");
        form.getInputByValue("30m").setValue("soon");
        var failed = assertThrows(FailingHttpStatusCodeException.class, () -> jenkins.submit(form));
        assertThat(failed.getResponse().getContentAsString(), containsString("'soon' is not a duration"));
        assertThat(policies().get(0), is(PRODUCTION));
    }

    private Folder folder(Folder around, String name, PolicyConfiguration... policies) throws Exception {
        Folder folder = around == null
                ? jenkins.createProject(Folder.class, name)
                : around.createProject(Folder.class, name);
        var property = new FolderPolicies();
        property.setPolicies(List.of(policies));
        folder.addProperty(property);
        return folder;
    }

    @Test
    public void foldersAddToWhatTheControllerAndTheFoldersAroundThemAskFor() throws Exception {
        RolloutConfiguration.get().setPolicies(List.of(policy("global", 1)));
        Folder team = folder(null, "team", policy("team", 2));
        Folder shop = folder(team, "shop", policy("shop", 3));
        WorkflowJob job = shop.createProject(WorkflowJob.class, "web");
        jenkins.createProject(WorkflowJob.class, "other");
        assertThat(
                Administration.get().rules(job.getFullName()).policies().stream()
                        .map(Policy::title)
                        .toList(),
                contains("policy 'global' (global)", "policy 'team' (folder 'team')", "policy 'shop' (folder 'team/shop')"));
        assertThat(Administration.get().rules("other").policies().size(), is(1));
    }

    @Test
    public void theFoldersFormKeepsWhatItGets() throws Exception {
        RolloutConfiguration.get().setPolicies(List.of());
        Folder team = folder(null, "team", policy("team", 2));
        WorkflowJob job = team.createProject(WorkflowJob.class, "web");
        List<Policy> before = Administration.get().rules(job.getFullName()).policies();
        jenkins.configRoundtrip(team);
        assertThat(Administration.get().rules(job.getFullName()).policies(), is(before));
    }

    @Test
    public void whoConfiguresTheFolderWithoutRolloutConfigureLeavesItsPoliciesAsTheyAre() throws Exception {
        Folder team = folder(null, "team", policy("team", 2));
        team.createProject(WorkflowJob.class, "web");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("dev", "keeper")
                .grant(RolloutPermissions.CONFIGURE)
                .everywhere()
                .to("keeper"));
        JenkinsRule.WebClient dev = jenkins.createWebClient().login("dev");
        HtmlPage page = dev.goTo("job/team/configure");
        assertThat(page.asNormalizedText(), containsString("To change them takes the permission Rollout/Configure"));
        jenkins.submit(page.getFormByName("config"));
        assertThat(Administration.get().rules("team/web").policies().size(), is(1));

        postConfigXml(dev, team, "<com.cloudbees.hudson.plugins.folder.Folder plugin='cloudbees-folder'/>");
        assertThat(
                "neither by config.xml",
                Administration.get().rules("team/web").policies().size(),
                is(1));

        JenkinsRule.WebClient keeper = jenkins.createWebClient().login("keeper");
        jenkins.submit(keeper.goTo("job/team/configure").getFormByName("config"));
        assertThat(Administration.get().rules("team/web").policies().size(), is(1));
        postConfigXml(keeper, team, "<com.cloudbees.hudson.plugins.folder.Folder plugin='cloudbees-folder'/>");
        assertThat(Administration.get().rules("team/web").policies(), empty());
    }

    private static void postConfigXml(JenkinsRule.WebClient client, Folder folder, String xml) throws Exception {
        var request = new WebRequest(client.createCrumbedUrl(folder.getUrl() + "config.xml"), HttpMethod.POST);
        request.setAdditionalHeader("Content-Type", "application/xml");
        request.setRequestBody(xml);
        client.getPage(request);
    }
}
