package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import io.jenkins.plugins.rollout.controller.FolderPolicies;
import io.jenkins.plugins.rollout.controller.PolicyConfiguration;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Threads of the engine are nobody's: what they look up must not depend on what anonymous may see. */
public class EngineThreadsTest {
    @ClassRule
    public static final JenkinsRule R = OnSharedJenkins.jenkins();

    private static <T> T onThreadOfNobody(Callable<T> work) throws Exception {
        var task = new FutureTask<>(work);
        new Thread(task).start();
        return task.get(1, TimeUnit.MINUTES);
    }

    @Test
    public void theyFindBuildsAndPoliciesThatAnonymousMayNotSee() throws Exception {
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("dev"));
        Folder team = R.jenkins.createProject(Folder.class, "team");
        var property = new FolderPolicies();
        property.setPolicies(List.of(new PolicyConfiguration("ours")));
        team.addProperty(property);
        WorkflowJob job = team.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "rollout(application: 'shop', version: '2.0', phases: [[name: 'full']]) { echo 'deployed' }", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await().atMost(1, TimeUnit.MINUTES).until(() -> RolloutService.get().engine().ids().size() == 1);
        String id = RolloutService.get().engine().ids().iterator().next();

        assertThat(onThreadOfNobody(() -> RolloutService.get().build(id).isPresent()), is(true));
        assertThat(
                onThreadOfNobody(() -> RolloutService.get().rules(run.getExternalizableId()).policies().stream()
                        .map(Policy::name)
                        .toList()),
                contains("ours"));
        run.doKill();
        R.waitForCompletion(run);
    }
}
