package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import hudson.model.Result;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.pipeline.AudienceDefinition;
import io.jenkins.plugins.rollout.pipeline.AudienceRuleDefinition;
import io.jenkins.plugins.rollout.pipeline.PhaseDefinition;
import io.jenkins.plugins.rollout.pipeline.RolloutStep;
import io.jenkins.plugins.rollout.service.Administration;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Rule;
import org.junit.Test;

/** Audiences of administrators, by form and as code, and those of Jenkinsfiles. */
public class AudienceConfigurationTest {
    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    @Test
    @ConfiguredWithCode("audiences.yaml")
    public void theFormKeepsWhatTheFileSays() throws Exception {
        check();
        jenkins.configRoundtrip();
        check();
        assertThrows(IllegalArgumentException.class, () -> RolloutConfiguration.get()
                .setAudiences(List.of(new AudienceDefinition("empty"))));
        check();
    }

    private static void check() {
        assertThat(
                Administration.get().audiences(),
                is(List.of(
                        new Audience(
                                "staff",
                                Set.of("alice", "bob"),
                                List.of(
                                        new Audience.Rule("email", Audience.Operator.ENDS_WITH, List.of("@example.com")),
                                        new Audience.Rule("country", Audience.Operator.IN, List.of("DE", "AT"))),
                                new BigDecimal("12.5"),
                                "people",
                                Audience.Hash.FLAGD),
                        new Audience("early", null, null, new BigDecimal("3"), null))));
        assertThat(Administration.get().definedAudiencesOnly(), is(true));
    }

    @Test
    @ConfiguredWithCode("audiences.yaml")
    public void aJenkinsfileMayNameThemAndNotDefineThemAnew() throws Exception {
        String message = refused("audiences: [audience(name: 'staff', list: ['mallory'])],"
                + " phases: [[name: 'a', audience: 'staff'], [name: 'b', audience: 'friends'], [name: 'full']]");
        assertThat(
                message,
                containsString("audience 'staff', name: is an audience of administrators, which a Jenkinsfile may not"
                        + " define anew; use another name"));
        assertThat(
                message,
                containsString("phase 'b', audience: there is no audience 'friends'; there are early, staff"));
    }

    @Test
    public void theSnippetGeneratorWritesThem() throws Exception {
        var rule = new AudienceRuleDefinition("email");
        rule.setOperator("endsWith");
        rule.setValues(List.of("@example.com"));
        var beta = new AudienceDefinition("beta");
        beta.setList(List.of("alice", "bob"));
        beta.setRules(List.of(rule));
        beta.setPercent(10.0);
        beta.setSalt("people");
        beta.setHash("flagd");
        var phase = new PhaseDefinition("dogfood");
        phase.setAudience("beta");
        var step = new RolloutStep("checkout", "2.4.0");
        step.setAudiences(List.of(beta));
        step.setPhases(List.of(phase));
        new SnippetizerTester(jenkins)
                .assertRoundTrip(
                        step,
                        "rollout(application: 'checkout', audiences: [audience(hash: 'flagd', list: ['alice', 'bob'], name:"
                                + " 'beta', percent: 10, rules: [[attribute: 'email', operator: 'endsWith', values:"
                                + " ['@example.com']]], salt: 'people')], phases: [[audience: 'beta', name: 'dogfood']],"
                                + " version: '2.4.0') {\n    // some block\n}");
    }

    @Test
    public void everyFieldHasHelp() throws Exception {
        for (Class<?> type : List.of(AudienceDefinition.class, AudienceRuleDefinition.class)) {
            for (var parameter : DescribableModel.of(type).getParameters()) {
                assertThat(type.getSimpleName() + "." + parameter.getName(), parameter.getHelp() != null, is(true));
            }
        }
    }

    private String refused(String arguments) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "rollout(application: 'shop', version: '1', " + arguments + ") { echo 'never' }", true));
        WorkflowRun run = jenkins.buildAndAssertStatus(Result.FAILURE, job);
        return String.join("\n", run.getLog(100));
    }
}
