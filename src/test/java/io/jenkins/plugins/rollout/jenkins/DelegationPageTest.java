package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.Delegations;
import java.net.URL;
import java.time.LocalDate;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Who acts for whom, as people say it on their own pages. */
public class DelegationPageTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Rule
    public final OnSharedJenkins controller = new OnSharedJenkins(JENKINS);

    private static final String PAGE = "user/alice/rollout-delegation/";

    @Before
    public void everybodyWasHere() {
        for (String id : new String[] {"alice", "bob", "mallory"}) {
            User.getById(id, true);
        }
    }

    private JenkinsRule.WebClient as(String user) throws Exception {
        return JENKINS.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
    }

    private HtmlPage submit(JenkinsRule.WebClient client, String to, LocalDate until) throws Exception {
        HtmlForm form = client.goTo(PAGE).getFormByName("delegate");
        form.getInputByName("to").setValue(to);
        form.getInputByName("until").setValue(until.toString());
        return JENKINS.submit(form);
    }

    @Test
    public void oneselfNamesAStandInAndEndsIt() throws Exception {
        JenkinsRule.WebClient alice = as("alice");
        submit(alice, "mallory", LocalDate.now().plusDays(2));
        assertThat(alice.goTo(PAGE).asNormalizedText(), containsString("mallory"));
        assertThat(as("mallory").goTo("user/mallory/rollout-delegation/").asNormalizedText(), containsString("alice"));

        Build build = controller.run("""
                rollout(application: 'page', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers']]]]]) { }
                """);
        build.awaitAsk("full");
        try (ACLContext ignored = ACL.as2(User.getById("mallory", true).impersonate2())) {
            Actor actor = Actors.current(build.run(), "page");
            assertThat(actor.standsInFor(), hasSize(1));
            assertThat(actor.standsInFor().get(0).groups().contains("release-managers"), is(true));
            assertThat(actor.standsInFor().get(0).permissions().contains(RolloutPermission.APPROVE), is(true));
            assertThat("hers, not his", actor.may(RolloutPermission.APPROVE), is(false));
        }
        assertThat(build.approve("mallory"), instanceOf(Decision.Accepted.class));
        build.awaitEnd("SUCCESS");

        JENKINS.submit(alice.goTo(PAGE).getFormByName("end-mallory"));
        assertThat(Delegations.get().from("alice"), is(empty()));
    }

    @Test
    public void othersMayNotAndAdministratorsMay() throws Exception {
        JenkinsRule.WebClient mallory = as("mallory");
        assertThat(mallory.goTo(PAGE, null).getWebResponse().getStatusCode(), is(403));
        assertThat(mallory.goTo("user/alice/").asXml(), not(containsString(PAGE)));
        var post = new WebRequest(new URL(JENKINS.getURL(), PAGE + "delegate?to=mallory&until=2099-01-01"), HttpMethod.POST);
        mallory.addCrumb(post);
        assertThat(mallory.getPage(post).getWebResponse().getStatusCode(), is(403));
        var get = new URL(JENKINS.getURL(), PAGE + "delegate?to=mallory&until=2099-01-01");
        assertThat(as("alice").getPage(get).getWebResponse().getStatusCode(), is(405));
        assertThat(Delegations.get().from("alice"), is(empty()));

        submit(as("admin"), "bob", LocalDate.now().plusDays(1));
        assertThat(Delegations.get().from("alice").get(0).by(), is("admin"));
        try (ACLContext ignored = ACL.as2(User.getById("alice", true).impersonate2())) {
            Delegations.get().end("alice", "bob", Actors.current("page"));
        }
    }

    @Test
    public void mistakesAreNamed() throws Exception {
        JenkinsRule.WebClient alice = as("alice");
        assertThat(submit(alice, "alice", LocalDate.now().plusDays(1)).asNormalizedText(), containsString("themselves"));
        assertThat(submit(alice, "bob", LocalDate.now().minusDays(3)).asNormalizedText(), containsString("is over"));
        assertThat(submit(alice, "bob", LocalDate.now().plusYears(3)).asNormalizedText(), containsString("days away"));
        assertThat(submit(alice, "", LocalDate.now().plusDays(1)).asNormalizedText(), containsString("name the person"));
        assertThat(Delegations.get().from("alice"), is(empty()));
    }
}
