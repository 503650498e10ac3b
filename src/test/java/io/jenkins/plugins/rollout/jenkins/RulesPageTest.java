package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.User;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.rollout.controller.FolderPolicies;
import io.jenkins.plugins.rollout.controller.PolicyConfiguration;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.pipeline.TemplateDefinition;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Rules as a file, templates as code, and the page that says what they say to a Jenkinsfile. */
public class RulesPageTest {
    private static final String RULES =
            """
            policies:
            - name: production
              environments: prod*
              minQuorum: 2
              calendars: [office]
            templates:
            - name: web
              phases:
              - name: canary
                exposure: 5
                gate:
                  metrics:
                  - threshold: {name: errors, source: {prometheus: {server: prod, query: up}}, atMost: 0.01}
              - name: full
            calendars:
            - {name: office, zone: Europe/Berlin, hours: [Mon-Fri 09:00-17:00]}
            freezes:
            - {name: sale, environments: prod*, from: '2026-11-27T00:00+01:00', reason: sale}
            """;

    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    private JenkinsRule.WebClient client() {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.setThrowExceptionOnFailingStatusCode(false);
        return client;
    }

    private JenkinsRule.WebClient as(String user) throws Exception {
        JenkinsRule.WebClient client = client();
        client.login(user);
        return client;
    }

    private static Page post(JenkinsRule.WebClient client, String path, String name, String value) throws Exception {
        return post(client, path, List.of(new NameValuePair(name, value)));
    }

    private static Page post(JenkinsRule.WebClient client, String path, List<NameValuePair> values) throws Exception {
        var request = new WebRequest(client.createCrumbedUrl(path), HttpMethod.POST);
        request.setRequestParameters(values);
        return client.getPage(request);
    }

    private void people() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "dev", "keeper")
                .grant(Item.CONFIGURE)
                .onItems(jenkins.jenkins.getItem("team"))
                .to("dev")
                .grant(RolloutPermissions.CONFIGURE)
                .everywhere()
                .to("keeper"));
    }

    private static String written() throws Exception {
        var context = new ConfigurationContext(ConfiguratorRegistry.get());
        Mapping all = (Mapping) Util.getUnclassifiedRoot(context).get("phasedRollout");
        return Util.toYamlString(all.get("templates"));
    }

    @Test
    @ConfiguredWithCode("templates.yaml")
    public void templatesAreReadAndWrittenAsCodeAndKeptByTheForm() throws Exception {
        TemplateDefinition template = RolloutConfiguration.get().getTemplates().get(0);
        assertThat(template.getPhases().get(0).getExposure(), is(0.5));
        assertThat(template.getPhases().get(0).getGate().getMetrics().size(), is(1));
        assertThat(template.getPhases().get(0).getGate().getApproval().getQuorum(), is(2));
        String before = written();
        assertThat(before, containsString("web-service"));
        // Configuration as Code writes decimal numbers bare, and drops bare ones when it reads
        String quoted = before.replaceAll("(?m): (\\d+\\.\\d+)$", ": \"$1\"");
        String whole = "unclassified:\n  phasedRollout:\n    templates:\n" + quoted.indent(4);
        RolloutConfiguration.get().setTemplates(List.of());
        try (var source = new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8))) {
            ConfigurationAsCode.get().configureWith(YamlSource.of(source));
        }
        assertThat("what is exported can be imported", written(), is(before));
        jenkins.configRoundtrip();
        assertThat("the form keeps it", written(), is(before));
    }

    @Test
    @ConfiguredWithCode("templates.yaml")
    public void rulesAreBroughtAndTakenAwayAsAFile() throws Exception {
        JenkinsRule.WebClient client = client();
        HtmlPage done = (HtmlPage) post(client, "rollout-rules/upload", "text", RULES);
        assertThat(
                done.asNormalizedText(), containsString("In place now: policies, templates, calendars, freezes."));
        RolloutConfiguration here = RolloutConfiguration.get();
        assertThat(here.getPolicies().get(0).getMinQuorum(), is(2));
        assertThat(here.getTemplates().get(0).getPhases().size(), is(2));
        assertThat(here.getCalendars().get(0).getHours(), contains("Mon-Fri 09:00-17:00"));
        assertThat(here.getFreezes().get(0).getReason(), is("sale"));

        Page file = client.goTo("rollout-rules/download", "application/yaml");
        String text = file.getWebResponse().getContentAsString();
        assertThat(file.getWebResponse().getResponseHeaderValue("Content-Disposition"), startsWith("attachment"));
        here.setPolicies(List.of());
        here.setTemplates(List.of());
        here.setCalendars(List.of());
        here.setFreezes(List.of());
        post(client, "rollout-rules/upload", "text", text);
        assertThat(
                "what was taken away can be brought again",
                client.goTo("rollout-rules/download", "application/yaml").getWebResponse().getContentAsString(),
                is(text));
        post(client, "rollout-rules/upload", "text", "{\"policies\": []}");
        assertThat("a list that is not there stays", here.getTemplates().size(), is(1));
        assertThat("one that is takes the place", here.getPolicies().size(), is(0));
    }

    @Test
    @ConfiguredWithCode("templates.yaml")
    public void aFileWithMistakesChangesNothingAndAllOfThemAreSaid() throws Exception {
        JenkinsRule.WebClient client = client();
        Page refused = post(
                client,
                "rollout-rules/upload",
                "text",
                """
                policies:
                - {name: ok, minQuorum: 1}
                - {name: <script>alert(1)</script>, minBake: soon, calendars: [nowhere]}
                templates:
                - name: bad
                  phases: [{name: wide, exposure: 50}, {name: narrow, exposure: 5}, {name: x, exposure: 60, gaet: []}]
                calendars:
                - {name: office, zone: Nowhere/City}
                rules: []
                """);
        assertThat(refused.getWebResponse().getStatusCode(), is(400));
        String said = ((HtmlPage) refused).getElementById("refusal").getTextContent();
        assertThat(said, containsString("rules: is not known here"));
        assertThat(said, containsString("policy '<script>alert(1)</script>', minBake: 'soon' is not a duration"));
        assertThat(said, containsString("there is no calendar 'nowhere'"));
        assertThat(said, containsString("template 'bad', phase 'narrow', exposure: 5 is less than 50"));
        assertThat(said, containsString("template 'bad', phase 'x', gaet: is not known here"));
        assertThat(said, containsString("calendar 'office': Unknown time-zone ID: Nowhere/City"));
        assertThat(refused.getWebResponse().getContentAsString(), not(containsString("<script>alert(1)")));
        assertThat(RolloutConfiguration.get().getPolicies().size(), is(0));
        assertThat(RolloutConfiguration.get().getTemplates().get(0).getName(), is("web-service"));

        for (String nonsense : new String[] {"", "just text", "a: [", "a: 1\na: 2"}) {
            Page answer = post(client, "rollout-rules/upload", "text", nonsense);
            assertThat(nonsense, answer.getWebResponse().getStatusCode(), is(400));
        }
    }

    @Test
    public void theFileIsForThoseWithRolloutConfigureAndChangesByPostOnly() throws Exception {
        jenkins.createProject(Folder.class, "team");
        people();
        for (String user : new String[] {"reader", "dev"}) {
            JenkinsRule.WebClient other = as(user);
            assertThat(other.goTo("rollout-rules/").getWebResponse().getStatusCode(), is(403));
            assertThat(other.goTo("rollout-rules/download", null).getWebResponse().getStatusCode(), is(403));
            assertThat(
                    post(other, "rollout-rules/upload", "text", RULES).getWebResponse().getStatusCode(), is(403));
        }
        JenkinsRule.WebClient keeper = as("keeper");
        assertThat(keeper.goTo("rollout-rules/").getWebResponse().getStatusCode(), is(200));
        assertThat(
                keeper.goTo("rollout-rules/upload?text=policies:", null).getWebResponse().getStatusCode(),
                either(is(404)).or(is(405)));
        assertThat(
                post(keeper, "rollout-rules/upload", "text", "policies: []").getWebResponse().getStatusCode(), is(200));
    }

    @Test
    public void aPastedScriptIsCheckedAndShownAsText() throws Exception {
        var policy = new PolicyConfiguration("<b>bold</b>");
        policy.setMinQuorum(2);
        RolloutConfiguration.get().setPolicies(List.of(policy));
        JenkinsRule.WebClient client = client();
        HtmlForm form = client.goTo("rollout-check/").getFormByName("check");
        form.getTextAreaByName("script")
                .setText("rollout(application: '<img src=x onerror=alert(1)>', version: \"${'</textarea><script>'}\","
                        + " phases: [\n[name: 'full', audience: '<script>alert(2)</script>']]) { }");
        HtmlPage page = jenkins.submit(form);
        String html = page.getWebResponse().getContentAsString();
        assertThat(page.getElementById("verdict").getTextContent(), containsString("It would be refused."));
        assertThat(
                page.getElementById("findings").getTextContent(),
                containsString("gate.approval.quorum: 1 is less than 2, which policy '<b>bold</b>' (global)"));
        assertThat(page.asNormalizedText(), containsString("<img src=x onerror=alert(1)>"));
        for (String live : new String[] {"<img src=x", "<script>alert", "<b>bold"}) {
            assertThat(html, not(containsString(live)));
        }
    }

    @Test
    public void theScriptOfAJobIsCheckedByTheRulesOfItsFolders() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        var property = new FolderPolicies();
        var policy = new PolicyConfiguration("team");
        policy.setAutomatic("false");
        property.setPolicies(List.of(policy));
        team.addProperty(property);
        WorkflowJob job = team.createProject(WorkflowJob.class, "web");
        job.setDefinition(new CpsFlowDefinition("gate(approval: [automatic: true])", true));
        jenkins.createProject(WorkflowJob.class, "empty");
        people();
        User.getById("dev", true);

        JenkinsRule.WebClient reader = as("reader");
        assertThat(reader.goTo("rollout-check/").getWebResponse().getStatusCode(), is(403));
        assertThat(post(reader, "rollout-check/check", "job", "team/web").getWebResponse().getStatusCode(), is(403));

        JenkinsRule.WebClient keeper = as("keeper");
        Page closed = post(keeper, "rollout-check/check", "job", "team/web");
        assertThat(closed.getWebResponse().getContentAsString(), containsString("is for those with Item/ExtendedRead"));
        assertThat(closed.getWebResponse().getContentAsString(), not(containsString("automatic: true")));
        Page pasted = post(
                keeper,
                "rollout-check/check",
                List.of(
                        new NameValuePair("job", "team/web"),
                        new NameValuePair("script", "gate(approval: [automatic: true])")));
        assertThat(((HtmlPage) pasted).asNormalizedText(), containsString("policy 'team' (folder 'team')"));

        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("dev"));
        JenkinsRule.WebClient dev = as("dev");
        HtmlPage checked = (HtmlPage) post(dev, "rollout-check/check", "job", "team/web");
        assertThat(checked.asNormalizedText(), containsString("Of the job team/web."));
        assertThat(
                checked.asNormalizedText(), containsString("true is not allowed by policy 'team' (folder 'team')"));
        assertThat(
                post(dev, "rollout-check/check", "job", "nowhere").getWebResponse().getStatusCode(), is(400));
        assertThat(
                post(dev, "rollout-check/check", "job", "empty").getWebResponse().getContentAsString(),
                containsString("no build of it has kept one"));
    }
}
