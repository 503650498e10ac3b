package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.docs.Example;
import io.jenkins.plugins.rollout.notify.Announcement;
import io.jenkins.plugins.rollout.notify.EmailNotifier;
import io.jenkins.plugins.rollout.notify.MailServer;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.notify.SlackNotifier;
import io.jenkins.plugins.rollout.notify.WebhookNotifier;
import io.jenkins.plugins.rollout.pipeline.PhaseDefinition;
import io.jenkins.plugins.rollout.pipeline.RolloutStep;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Forms, configuration as code and mail on real Jenkins. */
public class MessagesInJenkinsTest {
    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @Rule
    public final MailServer mail = new MailServer();

    @After
    public void forget() {
        RolloutConfiguration.get().setNotify(List.of());
        RolloutConfiguration.get().setServers(List.of());
    }

    private static SlackNotifier slack() {
        var slack = new SlackNotifier("releases");
        slack.setChannel("#shop");
        slack.setOn(List.of("approval", "done"));
        return slack;
    }

    private static EmailNotifier email() {
        var email = new EmailNotifier();
        email.setTo(List.of("team@example.com", "alice"));
        email.setApprovers(true);
        return email;
    }

    /** What the Snippet Generator does with the step. */
    @Test
    public void theStepSurvivesItsForm() throws Exception {
        var announcement = new Announcement(new WebhookNotifier("hooks"));
        announcement.setPhases(List.of("beta"));
        announcement.setText("Since {{since}} you have {{version}}.");
        announcement.setFeedback("write to beta@example.com");
        var step = new RolloutStep("shop", "2.4.0");
        step.setPhases(List.of(new PhaseDefinition("beta"), new PhaseDefinition("full")));
        step.setNotify(List.of(slack(), email(), new WebhookNotifier("hooks")));
        step.setAnnounce(List.of(announcement));
        RolloutStep again = new StepConfigTester(R).configRoundTrip(step);
        assertThat(again.getNotify().size(), is(3));
        for (int i = 0; i < 3; i++) {
            R.assertEqualDataBoundBeans(step.getNotify().get(i), again.getNotify().get(i));
        }
        R.assertEqualDataBoundBeans(announcement, again.getAnnounce().get(0));
    }

    @Test
    public void theAdministratorsPlacesSurviveTheForm() throws Exception {
        RolloutConfiguration.get().setNotify(List.of(slack(), email()));
        R.configRoundtrip();
        List<Notifier> kept = RolloutConfiguration.get().getNotify();
        assertThat(kept.size(), is(2));
        R.assertEqualDataBoundBeans(slack(), kept.get(0));
        R.assertEqualDataBoundBeans(email(), kept.get(1));
    }

    @Test
    public void theExampleOfTheDocumentationIsReadAsCode() throws Exception {
        String yaml = Example.in("yaml").stream()
                .filter(example -> example.place().startsWith("docs/messages.md") && example.isForJenkins())
                .findFirst()
                .orElseThrow()
                .text();
        try (var source = new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))) {
            ConfigurationAsCode.get().configureWith(YamlSource.of(source));
        }
        assertThat(RolloutConfiguration.get().getNotify().get(0).describe(), is("webhook 'hooks'"));
        assertThat(RolloutConfiguration.get().getServers().get(0).getKind(), is("webhook"));
    }

    @Test
    public void everyFieldHasHelp() throws Exception {
        for (Class<?> type :
                List.of(SlackNotifier.class, EmailNotifier.class, WebhookNotifier.class, Announcement.class)) {
            for (var parameter : DescribableModel.of(type).getParameters()) {
                assertThat(type.getSimpleName() + "." + parameter.getName(), parameter.getHelp(), is(notNullValue()));
            }
        }
    }

    @Test
    public void jenkinsMailerWritesToPeopleByTheirIds() throws Exception {
        Mailer.descriptor().setSmtpHost("127.0.0.1");
        Mailer.descriptor().setSmtpPort(Integer.toString(mail.port()));
        User.getById("alice", true).addProperty(new Mailer.UserProperty("alice@example.com"));
        RolloutConfiguration.get().setNotify(List.of(email()));
        RolloutConfiguration.get()
                .setServers(List.of(new ServerConfiguration("hooks", "webhook", "http://127.0.0.1:9/")));
        WorkflowJob job = R.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                """
                rollout(application: 'shop', version: '<b>2.4.0</b>', phases: [
                  [name: 'full', exposure: 100, gate: [approval: [from: ['alice', 'nobody']]]]]) { echo 'deployed' }""",
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await().atMost(60, TimeUnit.SECONDS).until(() -> mail.received().length >= 2);
        MimeMessage letter = mail.received()[0];
        assertThat(
                Arrays.stream(letter.getAllRecipients()).map(Object::toString).toList(),
                is(List.of("team@example.com", "alice@example.com")));
        assertThat(letter.getSubject(), is("shop <b>2.4.0</b> to production, phase 'full': approval wanted"));
        assertThat(letter.getMessageID(), containsString("@localhost>"));
        var body = new java.io.ByteArrayOutputStream();
        letter.writeTo(body);
        assertThat(body.toString(StandardCharsets.UTF_8), containsString("&lt;b&gt;2.4.0&lt;/b&gt;"));
        run.doKill();
        R.waitForCompletion(run);
    }
}
