package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;

import io.jenkins.plugins.rollout.scenario.Build;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Views of a Pipeline show that a step waits, and do not count the time as work. */
public class PauseMarkTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Rule
    public final OnSharedJenkins controller = new OnSharedJenkins(JENKINS);

    @Test
    public void aGateThatAsksIsMarked() throws Exception {
        Build build = controller.run("gate()");
        build.awaitAsk("gate");
        FlowNode gate =
                ((WorkflowRun) build.run()).getExecution().getCurrentHeads().get(0);
        await().atMost(30, TimeUnit.SECONDS).until(() -> PauseAction.isPaused(gate));
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        await().atMost(30, TimeUnit.SECONDS).until(() -> !PauseAction.isPaused(gate));
        assertThat(PauseAction.getPauseDuration(gate), greaterThan(0L));
    }
}
