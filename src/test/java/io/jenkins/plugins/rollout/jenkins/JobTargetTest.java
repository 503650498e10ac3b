package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.node.NullNode;
import hudson.EnvVars;
import hudson.model.ChoiceParameterDefinition;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.User;
import hudson.model.labels.LabelAtom;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.JobParameter;
import io.jenkins.plugins.rollout.target.JobTarget;
import io.jenkins.plugins.rollout.target.RolloutCause;
import io.jenkins.plugins.rollout.target.TargetCalls;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.awaitility.Awaitility;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.FailureBuilder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockFolder;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.UnstableBuilder;

public class JobTargetTest {
    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Test
    public void aJobWithoutParametersGetsThoseOfTheRollout() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject job = r.createFreeStyleProject("deploy");
            var captured = new CaptureEnvironmentBuilder();
            job.getBuildersList().add(captured);

            assertThat(get(calls(r, new JobTarget("deploy")).call(deployment("one"))),
                    is(TargetAnswer.done("deploy #1 succeeded")));

            EnvVars env = captured.getEnvVars();
            assertThat(env.get("ROLLOUT_ACTION"), is("deploy"));
            assertThat(env.get("ROLLOUT_VERSION"), is("2.4.0"));
            assertThat(env.get("ROLLOUT_PREVIOUS_VERSION"), is("2.3.1"));
            assertThat(env.get("ROLLOUT_EXPOSURE"), is("5"));
            assertThat(env.get("ROLLOUT_OPERATION"), is("one"));
            FreeStyleBuild build = job.getLastBuild();
            assertThat(build.getCause(RolloutCause.class).getShortDescription(),
                    is("Started by the rollout in shop #1 (deploy shop 2.4.0 to production, phase canary)"));
            r.assertLogContains("Started by the rollout in", build);
            assertThat(
                    r.createWebClient().getPage(build).asNormalizedText(),
                    containsString("Started by the rollout in shop #1"));
        });
    }

    @Test
    public void aJobWithParametersGetsThemAndItsDefaults() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject job = r.createFreeStyleProject("deploy");
            job.addProperty(new ParametersDefinitionProperty(
                    new StringParameterDefinition("ROLLOUT_VERSION", "none"),
                    new StringParameterDefinition("REGION", "us"),
                    new StringParameterDefinition("TIER", "gold"),
                    new ChoiceParameterDefinition("MODE", new String[] {"fast", "safe"}, "")));
            var captured = new CaptureEnvironmentBuilder();
            job.getBuildersList().add(captured);
            JobTarget target = new JobTarget("deploy");
            target.setParameters(List.of(new JobParameter("REGION", "eu-{{phase}}"), new JobParameter("MODE", "safe")));

            assertThat(get(calls(r, target).call(deployment("one"))).isDone(), is(true));

            EnvVars env = captured.getEnvVars();
            assertThat(env.get("ROLLOUT_VERSION"), is("2.4.0"));
            assertThat(env.get("REGION"), is("eu-canary"));
            assertThat(env.get("TIER"), is("gold"));
            assertThat(env.get("MODE"), is("safe"));
            assertThat(env.get("ROLLOUT_ID"), is("shop-1-1"));

            target.setParameters(List.of(new JobParameter("MODE", "s3cr3t")));
            assertThat(get(calls(r, target).call(deployment("two"))),
                    is(TargetAnswer.failed("deploy does not take the value given for its parameter 'MODE'")));
            target.setParameters(List.of(new JobParameter("MOOD", "safe")));
            assertThat(get(calls(r, target).call(deployment("three"))),
                    is(TargetAnswer.failed("deploy has no parameter 'MOOD'; define it there, or leave it out here")));
            assertThat(job.getNextBuildNumber(), is(2));
        });
    }

    @Test
    public void aPipelineIsToldToUndo() throws Throwable {
        sessions.then(r -> {
            WorkflowJob job =
                    pipeline(r, "deploy", "echo \"$ROLLOUT_ACTION $ROLLOUT_VERSION ${params.ROLLOUT_PHASE}\"");
            TargetAnswer answer = get(calls(r, new JobTarget("deploy")).call(undo("one")));
            assertThat(answer, is(TargetAnswer.done("deploy #1 succeeded")));
            r.assertLogContains("undo 2.4.0 canary", job.getLastBuild());
        });
    }

    @Test
    public void onlySuccessIsDone() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject job = r.createFreeStyleProject("deploy");
            job.getBuildersList().add(new UnstableBuilder());
            TargetCalls calls = calls(r, new JobTarget("deploy"));
            assertThat(get(calls.call(deployment("one"))),
                    is(TargetAnswer.failed("deploy #1 ended with UNSTABLE: " + r.getURL() + "job/deploy/1/")));
            job.getBuildersList().replace(new FailureBuilder());
            assertThat(get(calls.call(deployment("two"))).message(), startsWith("deploy #2 ended with FAILURE"));
            job.disable();
            assertThat(get(calls.call(deployment("three"))),
                    is(TargetAnswer.failed("deploy cannot be built now; is it disabled?")));
        });
    }

    @Test
    public void oneOperationHasOneBuild() throws Throwable {
        sessions.then(r -> {
            WorkflowJob job = pipeline(r, "deploy", "semaphore 'deploy'");
            TargetCalls calls = calls(r, new JobTarget("deploy"));
            var first = calls.call(deployment("one")).toCompletableFuture();
            var second = calls.call(deployment("one")).toCompletableFuture();
            SemaphoreStep.waitForStart("deploy/1", null);
            var third = calls.call(deployment("one")).toCompletableFuture();
            first.cancel(true); // ends the waiting, not the work

            SemaphoreStep.success("deploy/1", null);

            assertThat(get(second).isDone() && get(third).isDone(), is(true));
            assertThat(get(calls.call(deployment("one"))), is(TargetAnswer.done("deploy #1 succeeded")));
            assertThat(
                    get(calls.inquire(deployment("one"))), is(Optional.of(TargetAnswer.done("deploy #1 succeeded"))));
            assertThat(get(calls.inquire(deployment("two"))), is(Optional.empty()));
            assertThat(job.getNextBuildNumber(), is(2));
        });
    }

    @Test
    public void aRunningBuildIsFoundAgainAfterARestart() throws Throwable {
        sessions.then(r -> {
            pipeline(r, "deploy", "semaphore 'deploy'");
            calls(r, new JobTarget("deploy")).call(deployment("one"));
            SemaphoreStep.waitForStart("deploy/1", null);
        });
        sessions.then(r -> {
            CompletableFuture<Optional<TargetAnswer>> seen =
                    calls(r, new JobTarget("deploy")).inquire(deployment("one")).toCompletableFuture();
            SemaphoreStep.success("deploy/1", null);
            assertThat(get(seen), is(Optional.of(TargetAnswer.done("deploy #1 succeeded"))));
            assertThat(get(calls(r, new JobTarget("deploy")).call(deployment("one"))).isDone(), is(true));
            assertThat(job(r, "deploy").getNextBuildNumber(), is(2));
        });
    }

    @Test
    public void aWaitingBuildIsFoundAgainAfterARestart() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject job = r.createFreeStyleProject("deploy");
            job.setAssignedLabel(new LabelAtom("later"));
            calls(r, new JobTarget("deploy")).call(deployment("one"));
            Awaitility.await().until(() -> r.jenkins.getQueue().getItems().length == 1);
        });
        sessions.then(r -> {
            var seen = calls(r, new JobTarget("deploy")).inquire(deployment("one")).toCompletableFuture();
            r.jenkins.getItemByFullName("deploy", FreeStyleProject.class).setAssignedLabel(null);
            r.jenkins.getQueue().scheduleMaintenance();
            assertThat(get(seen), is(Optional.of(TargetAnswer.done("deploy #1 succeeded"))));
            assertThat(job(r, "deploy").getNextBuildNumber(), is(2));
        });
    }

    @Test
    public void anOperationThatComesBackInAnOldQueueIsNotBuiltAgain() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject job = r.createFreeStyleProject("deploy");
            assertThat(get(calls(r, new JobTarget("deploy")).call(deployment("one"))).isDone(), is(true));
            FreeStyleBuild first = job.getLastBuild();

            // what a queue looks like that was saved before the build began
            Queue.Item again = r.jenkins.getQueue().schedule2(job, 0, List.copyOf(first.getActions())).getItem();

            Awaitility.await().until(() -> r.jenkins.getQueue().getItem(again.getId()) instanceof Queue.LeftItem);
            r.waitUntilNoActivity();
            assertThat(job.getNextBuildNumber(), is(2));
        });
    }

    @Test
    public void aBuildThatIsCancelledInTheQueueHasFailed() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject job = r.createFreeStyleProject("deploy");
            job.setAssignedLabel(new LabelAtom("never"));
            var answer = calls(r, new JobTarget("deploy")).call(deployment("one"));
            Awaitility.await().until(() -> r.jenkins.getQueue().getItems().length == 1);
            r.jenkins.getQueue().cancel(job);
            assertThat(get(answer),
                    is(TargetAnswer.failed("the build of deploy was cancelled while it waited in the queue")));
        });
    }

    @Test
    public void aBuildThatTakesTooLongIsStopped() throws Throwable {
        sessions.then(r -> {
            WorkflowJob job = pipeline(r, "deploy", "semaphore 'deploy'");
            JobTarget target = new JobTarget("deploy");
            target.setTimeout("3s");
            assertThat(get(calls(r, target).call(deployment("one"))),
                    is(TargetAnswer.failed("the build of deploy was not over within 3s and is stopped")));
            WorkflowRun build = r.waitForCompletion(job.getBuildByNumber(1));
            r.assertBuildStatus(Result.ABORTED, build);
            r.assertLogContains("Stopped by the rollout that started it", build);
        });
    }

    @Test
    public void anUndoStopsADeploymentThatIsStillUnderWay() throws Throwable {
        sessions.then(r -> {
            WorkflowJob job = pipeline(r, "deploy", "if (ROLLOUT_ACTION == 'deploy') { semaphore 'deploy' }");
            TargetCalls calls = calls(r, new JobTarget("deploy"));
            var deploying = calls.call(deployment("one"));
            SemaphoreStep.waitForStart("deploy/1", null);

            assertThat(get(calls.call(undo("two"))), is(TargetAnswer.done("deploy #2 succeeded")));

            assertThat(get(deploying).message(), startsWith("deploy #1 ended with ABORTED"));
            assertThat(job.getBuildByNumber(1).getResult(), is(Result.ABORTED));
        });
    }

    @Test
    public void theJobMustBeVisibleToWhomTheRolloutActsFor() throws Throwable {
        sessions.then(r -> {
            FreeStyleProject open = r.createFreeStyleProject("open");
            FreeStyleProject readable = r.createFreeStyleProject("readable");
            r.createFreeStyleProject("hidden");
            WorkflowJob shop = pipeline(r, "shop", "echo 'hi'");
            r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
            r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ).everywhere().to("alice")
                    .grant(Item.READ, Item.BUILD).onItems(shop, open).to("alice")
                    .grant(Item.READ).onItems(readable).to("alice"));
            QueueItemAuthenticatorConfiguration.get().getAuthenticators()
                    .replace(new MockQueueItemAuthenticator().authenticate(
                            "shop", User.getById("alice", true).impersonate2()));

            assertThat(get(calls(r, new JobTarget("open")).call(deployment("one"))).isDone(), is(true));
            assertThat(get(calls(r, new JobTarget("readable")).call(deployment("two"))),
                    is(TargetAnswer.failed("alice, for whom this rollout acts, may not build readable")));
            assertThat(get(calls(r, new JobTarget("hidden")).call(deployment("three"))), is(TargetAnswer.failed(
                    "there is no job 'hidden' that alice, for whom this rollout acts, may see")));
            assertThat(get(calls(r, new JobTarget("missing")).call(deployment("four"))).message(), endsWith("may see"));
            assertThat(job(r, "hidden").getLastBuild(), is(nullValue()));
        });
    }

    @Test
    public void whatAKilledBuildDeployedIsUndoneAsWhomItActedFor() throws Throwable {
        sessions.then(r -> {
            WorkflowJob shop = pipeline(r, "shop", "semaphore 'rollout'");
            FreeStyleProject deploy = r.createFreeStyleProject("deploy");
            FreeStyleProject hidden = r.createFreeStyleProject("hidden");
            r.jenkins.setSecurityRealm(r.createDummySecurityRealm());
            r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ).everywhere().to("alice")
                    .grant(Item.READ, Item.BUILD).onItems(shop, deploy).to("alice"));
            QueueItemAuthenticatorConfiguration.get().getAuthenticators().replace(new MockQueueItemAuthenticator()
                    .authenticate("shop", User.getById("alice", true).impersonate2()));
            WorkflowRun build = shop.scheduleBuild2(0).waitForStart();
            SemaphoreStep.waitForStart("rollout/1", build);
            TargetCalls calls = new TargetCalls(definition -> new JobTarget("deploy"), context(build));
            assertThat(get(calls.call(deployment("one"))).isDone(), is(true));

            build.doKill();
            r.waitForCompletion(build);

            assertThat(get(calls.call(undo("two"))), is(TargetAnswer.done("deploy #2 succeeded")));
            TargetCalls beyond = new TargetCalls(definition -> new JobTarget("hidden"), context(build));
            assertThat(get(beyond.call(undo("three"))).outcome(), is(TargetAnswer.Outcome.FAILED));
            assertThat(hidden.getLastBuild(), is(nullValue()));
        });
    }

    @Test
    public void jobsOfTheSameFolderComeFirst() throws Throwable {
        sessions.then(r -> {
            var folder = r.createProject(MockFolder.class, "team");
            folder.createProject(FreeStyleProject.class, "deploy");
            r.createFreeStyleProject("deploy");
            WorkflowJob shop = folder.createProject(WorkflowJob.class, "shop");
            shop.setDefinition(new CpsFlowDefinition("echo 'hi'", true));
            WorkflowRun build = r.buildAndAssertSuccess(shop);
            TargetCalls near = new TargetCalls(definition -> new JobTarget("deploy"), context(build));
            assertThat(get(near.call(deployment("one"))).message(), is("team » deploy #1 succeeded"));
            TargetCalls top = new TargetCalls(definition -> new JobTarget("/deploy"), context(build));
            assertThat(get(top.call(deployment("two"))).message(), is("deploy #1 succeeded"));
        });
    }

    @Test
    public void mistakesAreFoundBeforeAnythingStarts() throws Throwable {
        sessions.then(r -> {
            JobTarget wrong = new JobTarget(" ");
            wrong.setTimeout("0s");
            wrong.setParameters(List.of(
                    new JobParameter("ROLLOUT_VERSION", "1"),
                    new JobParameter("A", "{{nonsense}}"),
                    new JobParameter("A", "")));
            List<String> fields = wrong.validate(null).stream().map(problem -> problem.field()).toList();
            assertThat(fields, is(List.of(
                    "name", "timeout", "parameters[0].name", "parameters[1].value", "parameters[2].name")));
            assertThat(new JobTarget("deploy").validate(null), is(empty()));
            assertThat(wrong.validate(null), hasSize(5));
        });
    }

    private static WorkflowJob pipeline(JenkinsRule r, String name, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static Job<?, ?> job(JenkinsRule r, String name) {
        return r.jenkins.getItemByFullName(name, Job.class);
    }

    /** Calls for the rollout in {@code shop #1}, which is built when there is none yet. */
    private static TargetCalls calls(JenkinsRule r, JobTarget target) throws Exception {
        WorkflowJob shop = r.jenkins.getItemByFullName("shop", WorkflowJob.class);
        if (shop == null) {
            shop = pipeline(r, "shop", "echo 'a rollout'");
        }
        WorkflowRun build = shop.getLastBuild() == null ? r.buildAndAssertSuccess(shop) : shop.getLastBuild();
        return new TargetCalls(definition -> target, context(build));
    }

    private static TargetContext context(WorkflowRun build) {
        var nobody = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.empty();
            }

            @Override
            public List<String> names(String kind) {
                return List.of();
            }
        };
        var endpoints = new Endpoints(nobody, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        return new TargetContext(
                endpoints, rolloutId -> rolloutId.equals("shop-1-1") ? Optional.of(build) : Optional.empty());
    }

    private static TargetCall deployment(String operation) {
        return call(operation, Action.DEPLOY);
    }

    private static TargetCall undo(String operation) {
        return call(operation, Action.UNDO);
    }

    private static TargetCall call(String operation, Action action) {
        var situation = new Situation("shop-1-1", "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
        return new TargetCall(operation, action, new TargetRef("job", Ability.ANYTHING, NullNode.getInstance()), situation, Reach.NOBODY);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
