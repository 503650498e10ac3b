package io.jenkins.plugins.rollout.jenkins;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.Label;
import hudson.model.Queue;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.jenkins.plugins.rollout.target.command.Commands;
import io.jenkins.plugins.rollout.target.command.Commands.Ended;
import io.jenkins.plugins.rollout.target.command.Commands.Order;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.springframework.security.core.Authentication;

/** Commands on Jenkins' agents keep to Jenkins' rules about agents. */
public class AgentCommandsTest {
    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private WorkflowRun build;

    @Before
    public void begin() throws Exception {
        WorkflowJob job = R.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("input 'wait'", true));
        build = job.scheduleBuild2(0).waitForStart();
    }

    @After
    public void open() throws Exception {
        R.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        R.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        build.doKill();
        await().atMost(30, SECONDS).until(() -> !build.isBuilding());
    }

    private CompletableFuture<Ended> run(Authentication identity, String label, String line) {
        var order = new Order(
                build, identity, label, line, Map.of(Commands.COOKIE, build.getFullDisplayName()), Duration.ofMinutes(5));
        return Commands.get().run(order);
    }

    private static Ended get(CompletableFuture<Ended> end) throws Exception {
        return end.get(60, SECONDS);
    }

    private static String why() {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            Queue.getInstance().maintain();
            Queue.Item[] items = Queue.getInstance().getItems();
            return items.length == 0 ? "" : String.valueOf(items[0].getWhy());
        }
    }

    @Test
    public void aCommandWaitsInTheQueueForAnAgentWithItsLabel() throws Exception {
        CompletableFuture<Ended> end = run(ACL.SYSTEM2, "far", "echo \"here is $NODE_NAME\"; pwd; exit 7");
        await().atMost(30, SECONDS).until(() -> why().contains("far"));
        DumbSlave agent = R.createOnlineSlave(Label.get("far"));
        Ended ended = get(end);
        assertThat(ended.code(), is(7));
        assertThat(ended.last(), containsString("workspace/" + build.getParent().getName()));
        await().atMost(30, SECONDS).until(() -> agent.toComputer().isIdle());
        R.assertLogContains("on " + agent.getDisplayName(), build);
        R.assertLogContains("  | ", build);
        R.jenkins.removeNode(agent);
    }

    @Test
    public void anAgentThatTheBuildMayNotUseIsNotUsed() throws Exception {
        DumbSlave agent = R.createOnlineSlave(Label.get("guarded"));
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD).everywhere().to("dev", "ops")
                .grant(Computer.BUILD).everywhere().to("ops"));
        CompletableFuture<Ended> dev = run(User.getById("dev", true).impersonate2(), "guarded", "echo never");
        await().atMost(30, SECONDS).until(() -> dev.isDone() ? "it ran" : why(), containsString("‘dev’ lacks permission"));
        dev.cancel(true);
        assertThrows(CancellationException.class, () -> get(dev));
        await().atMost(30, SECONDS).until(AgentCommandsTest::why, is(""));
        assertThat(get(run(User.getById("ops", true).impersonate2(), "guarded", "echo now")), is(new Ended(0, "now")));
        R.jenkins.removeNode(agent);
    }

    @Test
    public void aCommandThatSomebodyTakesOffTheQueueIsOver() throws Exception {
        CompletableFuture<Ended> end = run(ACL.SYSTEM2, "nowhere", "echo never");
        await().atMost(30, SECONDS).until(() -> Queue.getInstance().getItems(), arrayWithSize(1));
        Queue.getInstance().cancel(Queue.getInstance().getItems()[0]);
        assertThat(get(end), is(Ended.lost("the command was cancelled while it waited for an executor")));
    }

    @Test
    public void aCommandGoesDownWithItsAgent() throws Exception {
        DumbSlave agent = R.createOnlineSlave(Label.get("weak"));
        Path begun = folder.getRoot().toPath().resolve("begun");
        CompletableFuture<Ended> end = run(ACL.SYSTEM2, "weak", "touch '" + begun + "'; sleep 600");
        await().atMost(60, SECONDS).until(() -> Files.exists(begun));
        agent.toComputer().disconnect(new OfflineCause.ByCLI("gone")).get();
        assertThat(get(end).code(), is(-1));
        R.jenkins.removeNode(agent);
    }
}
