package io.jenkins.plugins.rollout.target.kubernetes;

import static io.jenkins.plugins.rollout.target.kubernetes.Calls.deploy;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.observe;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.send;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.undo;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** An Argo Rollout, on the fake cluster with a fake controller. */
public class ArgoRolloutTest {
    static final String PATH = "/apis/argoproj.io/v1alpha1/namespaces/web/rollouts/shop";
    static final String ROLLOUT = """
            {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "metadata": {"name": "shop", "namespace": "web"},
             "spec": {"replicas": 5, "strategy": {"canary": {"steps": [
                 {"setWeight": 5}, {"pause": {}}, {"setWeight": 20}, {"pause": {"duration": "10m"}},
                 {"setWeight": 40}, {"pause": {"duration": 10}}, {"setWeight": 60}, {"pause": {}}]}},
               "template": {"spec": {"containers": [
                 {"name": "shop", "image": "shop:2.3.1", "args": ["--fast"]}, {"name": "proxy", "image": "proxy:1"}]}}}}""";

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    private TargetContext context;

    @Before
    public void create() {
        cluster.controller(new FakeArgo());
        cluster.create(PATH, ROLLOUT);
        context = Calls.context(cluster.uri());
    }

    static KubernetesTarget target() {
        var target = new KubernetesTarget("prod", "web");
        target.setRollout("shop");
        target.setContainer("shop");
        target.setImage("shop:{{version}}");
        target.setForce(true);
        return target;
    }

    private TargetAnswer done(io.jenkins.plugins.rollout.engine.TargetCall call) throws Exception {
        TargetAnswer answer = send(target(), context, call);
        assertThat(answer.message(), answer.isDone(), is(true));
        return answer;
    }

    private JsonNode status() {
        return cluster.get(PATH).path("status");
    }

    private String image() {
        return Containers.list(cluster.get(PATH)).path(0).path("image").asText();
    }

    @Test
    public void aPhaseIsReachedAtThePauseWithItsWeight() throws Exception {
        assertThat(done(deploy("one", "5")).message(), is("image shop:2.4.0; step 1 of 8, weight 5"));
        assertThat(status().path("currentStepIndex").asInt(), is(1));
        assertThat(done(deploy("two", "60")).message(), containsString("step 7 of 8, weight 60"));
        assertThat(done(deploy("three", "100")).message(), containsString("everyone has it"));
        assertThat(status().path("stableRS").asText(), is("shop:2.4.0"));
        assertThat(
                "the other container is as it was",
                Containers.list(cluster.get(PATH)).path(1).toString(),
                is("{\"name\":\"proxy\",\"image\":\"proxy:1\"}"));
    }

    @Test
    public void aPauseWithAnEndIsMadeEndlessUntilTheNextPhase() throws Exception {
        done(deploy("one", "20"));
        assertThat(cluster.get(PATH).path("spec").path("paused").asBoolean(), is(true));
        done(deploy("two", "60"));
        assertThat(cluster.get(PATH).path("spec").path("paused").asBoolean(), is(false));
        assertThat(status().path("currentStepIndex").asInt(), is(7));
    }

    @Test
    public void anExposureAtWhichNoStepWaitsIsRefusedBeforeAnythingChanges() throws Exception {
        for (String exposure : List.of("10", "40")) {
            TargetAnswer answer = send(target(), context, deploy("one", exposure));
            assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
            assertThat(answer.message(), containsString("never waits at " + exposure + " %"));
            assertThat(answer.message(), containsString("one of the exposures 5, 20, 60, 100"));
        }
        assertThat(image(), is("shop:2.3.1"));
    }

    @Test
    public void undoOnTheWayAbortsAndPutsTheImageBack() throws Exception {
        JsonNode before = cluster.get(PATH).path("spec");
        done(deploy("one", "20"));
        done(undo("two"));
        assertThat(
                "traffic is taken away first",
                cluster.requests().stream().filter(request -> request.contains("rollouts/shop/status")).count() > 0,
                is(true));
        assertThat(image(), is("shop:2.3.1"));
        assertThat(((ObjectNode) cluster.get(PATH).path("spec").deepCopy()).without("paused"), is(before));
        assertThat(status().path("phase").asText(), is("Healthy"));
        assertThat(observe(target(), context, undo("two")).state(), is(Observation.State.DONE));
    }

    @Test
    public void undoWhenEveryoneHasItGoesBackWithoutSteps() throws Exception {
        done(deploy("one", "100"));
        done(undo("two"));
        assertThat(status().path("stableRS").asText(), is("shop:2.3.1"));
        assertThat(status().path("phase").asText(), is("Healthy"));
    }

    @Test
    public void undoTouchesNoUpdateOfSomebodyElse() throws Exception {
        done(deploy("one", "5"));
        cluster.edit(PATH, "kubectl-set", object -> ((ObjectNode) Containers.list(object).path(0)).put("image", "shop:hotfix"));
        int requests = cluster.requests().size();
        assertThat(done(undo("two")).message(), containsString("somebody has changed it to image shop:hotfix meanwhile"));
        assertThat(image(), is("shop:hotfix"));
        assertThat(
                cluster.requests().stream().skip(requests).noneMatch(request -> request.contains("/status")), is(true));
    }

    @Test
    public void whatWasAbortedThereHasFailedHere() throws Exception {
        done(deploy("one", "5"));
        cluster.edit(PATH, "kubectl-argo-rollouts", object -> object.withObjectProperty("status").put("abort", true));
        TargetAnswer answer = send(target(), context, deploy("two", "60"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(answer.message(), containsString("was aborted: RolloutAborted"));
        done(undo("three"));
        assertThat(image(), is("shop:2.3.1"));
    }

    @Test
    public void whatWentOnWithoutUsHasFailed() throws Exception {
        done(deploy("one", "5"));
        cluster.edit(PATH, "kubectl-argo-rollouts", object -> object.withObjectProperty("status").remove("pauseConditions"));
        Observation seen = observe(target(), context, deploy("one", "5"));
        assertThat(seen.state(), is(Observation.State.FAILED));
        assertThat(seen.message(), containsString("has gone on without us: step 3 of 8, weight 20, past 5"));
    }

    @Test
    public void lookingPromotesNothing() throws Exception {
        done(deploy("one", "5"));
        cluster.status(PATH, object -> { // as if the controller had gone right after setting the second phase
            String name = "image.rollout.jenkins.io/shop";
            ObjectNode annotations = (ObjectNode) object.path("metadata").path("annotations");
            annotations.put(name, Mark.of(object, name).orElseThrow()
                    .deployed("two", Containers.list(object).path(0).deepCopy(), new java.math.BigDecimal("60"))
                    .text().replace("\"name\":", "\"container\":").replace(",\"args\":[\"--fast\"]", ""));
        });
        Observation seen = observe(target(), context, deploy("two", "60"));
        assertThat(seen.message(), seen.state(), is(Observation.State.UNKNOWN));
        assertThat(status().path("currentStepIndex").asInt(), is(1));
        done(deploy("two", "60"));
        assertThat(cluster.applied("two"), is(0));
        assertThat(status().path("currentStepIndex").asInt(), is(7));
    }

    @Test
    public void whatCannotBeMovedStepByStepIsRefused() throws Exception {
        cluster.edit(PATH, "kubectl-edit", object -> ((ObjectNode) object.path("spec")).put("paused", true));
        assertThat(send(target(), context, deploy("one", "5")).message(), containsString("is paused (spec.paused)"));
        cluster.edit(PATH, "kubectl-edit", object -> object.withObjectProperty("spec").putObject("strategy").putObject("blueGreen"));
        assertThat(send(target(), context, deploy("one", "5")).message(), containsString("has no spec.strategy.canary.steps"));
        cluster.edit(PATH, "kubectl-edit", object -> object.withObjectProperty("spec").putObject("workloadRef").put("name", "x"));
        assertThat(send(target(), context, deploy("one", "5")).message(), containsString("spec.workloadRef"));
    }
}
