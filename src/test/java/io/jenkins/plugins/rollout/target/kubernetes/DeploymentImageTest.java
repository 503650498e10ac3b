package io.jenkins.plugins.rollout.target.kubernetes;

import static io.jenkins.plugins.rollout.target.kubernetes.Calls.call;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.deploy;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.observe;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.send;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.undo;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetCalls;
import io.jenkins.plugins.rollout.target.TargetContext;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** A Deployment's image, on the fake cluster. */
public class DeploymentImageTest {
    static final String PATH = "/apis/apps/v1/namespaces/web/deployments/shop";
    static final String DEPLOYMENT = """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "shop", "namespace": "web", "annotations": {"team": "checkout"}},
             "spec": {"replicas": 3, "template": {"metadata": {"labels": {"app": "shop"}}, "spec": {"containers": [
               {"name": "shop", "image": "registry.example/shop:2.3.1", "args": ["--fast"]}]}}}}""";

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    private TargetContext context;

    @Before
    public void create() {
        cluster.create(PATH, DEPLOYMENT);
        context = Calls.context(cluster.uri());
    }

    static KubernetesTarget target() {
        var target = new KubernetesTarget("prod", "web");
        target.setDeployment("shop");
        target.setImage("registry.example/shop:{{version}}");
        target.setForce(true);
        return target;
    }

    static String image(FakeCluster cluster) {
        return Containers.list(cluster.get(PATH)).path(0).path("image").asText();
    }

    private TargetAnswer done(io.jenkins.plugins.rollout.engine.TargetCall call) throws Exception {
        TargetAnswer answer = send(target(), context, call);
        assertThat(answer.message(), answer.isDone(), is(true));
        return answer;
    }

    @Test
    public void changesTheImageAndNothingElse() throws Exception {
        ObjectNode before = cluster.get(PATH);
        assertThat(
                done(deploy("one", "100")).message(),
                is("image registry.example/shop:2.4.0; 3 of 3 replicas have it and are available"));
        ObjectNode after = cluster.get(PATH);
        assertThat(image(cluster), is("registry.example/shop:2.4.0"));
        ((ObjectNode) Containers.list(after).path(0)).put("image", "registry.example/shop:2.3.1");
        assertThat(after.path("spec"), is(before.path("spec")));
        assertThat(after.path("metadata").path("annotations").path("team").asText(), is("checkout"));
    }

    @Test
    public void undoPutsBackWhatWasThereBeforeTheFirstPhase() throws Exception {
        JsonNode before = cluster.get(PATH).path("spec");
        done(deploy("one", "5"));
        done(deploy("two", "100"));
        assertThat(
                done(undo("three")).message(), containsString("put back to image registry.example/shop:2.3.1"));
        assertThat(cluster.get(PATH).path("spec"), is(before));
        done(undo("four"));
        assertThat("the first undo does all of it", cluster.applied("four"), is(0));
        assertThat(observe(target(), context, undo("four")).state(), is(Observation.State.DONE));
    }

    @Test
    public void theFormerImageSurvivesEveryRestart() throws Exception {
        done(deploy("one", "5"));
        context = Calls.context(cluster.uri()); // nothing is kept but what stands in the cluster
        done(undo("two"));
        assertThat(image(cluster), is("registry.example/shop:2.3.1"));
    }

    @Test
    public void whoeverOwnsTheImageIsNamed() throws Exception {
        KubernetesTarget polite = target();
        polite.setForce(false);
        TargetAnswer answer = send(polite, context, deploy("one", "100"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(answer.message(), containsString(".spec.template.spec.containers[name=\"shop\"].image"));
        assertThat(answer.message(), containsString("kubectl-create"));
        assertThat(answer.message(), containsString("force: true"));
        assertThat(image(cluster), is("registry.example/shop:2.3.1"));
        assertThat(
                "nothing is left behind",
                cluster.get(PATH).path("metadata").path("annotations").size(),
                is(1));
    }

    @Test
    public void aSecondContainerKeepsTheImageThatAnotherTargetGaveIt() throws Exception {
        cluster.edit(PATH, "kubectl-edit", object -> ((com.fasterxml.jackson.databind.node.ArrayNode) Containers.list(object))
                .addObject().put("name", "proxy").put("image", "registry.example/proxy:2.3.1"));
        assertThat(
                send(target(), context, deploy("zero", "100")).message(),
                containsString("write which: container: 'shop'; there are: shop, proxy"));
        KubernetesTarget shop = target();
        shop.setContainer("shop");
        KubernetesTarget proxy = target();
        proxy.setContainer("proxy");
        proxy.setImage("registry.example/proxy:{{version}}");
        assertThat(send(shop, context, deploy("one", "100")).isDone(), is(true));
        assertThat(send(proxy, context, deploy("two", "100")).isDone(), is(true));
        assertThat(image(cluster), is("registry.example/shop:2.4.0"));
        assertThat(send(proxy, context, undo("three")).isDone(), is(true));
        assertThat(image(cluster), is("registry.example/shop:2.4.0"));
        assertThat(send(shop, context, undo("four")).isDone(), is(true));
        assertThat(Containers.list(cluster.get(PATH)).toString(), containsString("proxy:2.3.1"));
        assertThat(image(cluster), is("registry.example/shop:2.3.1"));
    }

    @Test
    public void waitsUntilTheReplicasAreReplaced() throws Exception {
        cluster.controller(object -> {
            long generation = object.path("metadata").path("generation").asLong();
            object.putObject("status").put("observedGeneration", generation).put("replicas", 4).put("updatedReplicas", 1);
            return object;
        });
        var answer = new TargetCalls(definition -> target(), context).call(deploy("one", "100")).toCompletableFuture();
        await().atMost(60, java.util.concurrent.TimeUnit.SECONDS).until(() -> image(cluster).endsWith(":2.4.0"));
        Observation seen = observe(target(), context, deploy("one", "100"));
        assertThat(seen, is(Observation.running("1 of 3 replicas are replaced")));
        cluster.controller(FakeCluster::content);
        cluster.status(PATH, FakeCluster::content);
        assertThat(Calls.get(answer).isDone(), is(true));
    }

    @Test
    public void givesUpWhenKubernetesDoes() throws Exception {
        cluster.controller(object -> {
            FakeCluster.content(object);
            ((ObjectNode) object.path("status")).put("updatedReplicas", 1).putArray("conditions").addObject()
                    .put("type", "Progressing").put("status", "False").put("reason", "ProgressDeadlineExceeded")
                    .put("message", "ReplicaSet \"shop-7d\" has timed out progressing.");
            return object;
        });
        TargetAnswer answer = send(target(), context, deploy("one", "100"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(answer.message(), containsString("has timed out progressing"));
    }

    @Test
    public void patienceHasAnEnd() throws Exception {
        cluster.controller(object -> object);
        KubernetesTarget hasty = target();
        hasty.setTimeout("1s");
        TargetAnswer answer = send(hasty, context, deploy("one", "100"));
        assertThat(answer.message(), containsString("not complete after 1s: Kubernetes has not looked at the change yet"));
    }

    @Test
    public void aChangeBySomebodyElseIsDrift() throws Exception {
        done(deploy("one", "100"));
        cluster.edit(PATH, "kubectl-set", object -> ((ObjectNode) Containers.list(object).path(0))
                .put("image", "registry.example/shop:hotfix"));
        Observation seen = observe(target(), context, deploy("one", "100"));
        assertThat(seen.state(), is(Observation.State.CHANGED));
        assertThat(seen.message(), containsString("has image registry.example/shop:hotfix now"));
        assertThat(
                done(undo("two")).message(),
                containsString("somebody has changed it to image registry.example/shop:hotfix meanwhile, which was left"));
        assertThat(image(cluster), is("registry.example/shop:hotfix"));
    }

    @Test
    public void anEarlierPhaseIsNoDriftOnceTheNextIsDeployed() throws Exception {
        done(deploy("one", "5"));
        done(deploy("two", "100"));
        assertThat(observe(target(), context, deploy("one", "5")).state(), is(Observation.State.DONE));
    }

    @Test
    public void anotherRolloutWaitsUntilTheFirstHasComeToAnEnd() throws Exception {
        done(deploy("one", "5"));
        TargetAnswer other = send(target(), context, call("shop-13-1", "two", Action.DEPLOY, "2.5.0", "5"));
        assertThat(other.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(other.message(), containsString("in the hands of the rollout shop-12-1 of version 2.4.0"));
        assertThat(image(cluster), is("registry.example/shop:2.4.0"));
        done(deploy("three", "100"));
        done(call("shop-13-1", "four", Action.DEPLOY, "2.5.0", "5"));
        assertThat("what is left of the first stays", send(target(), context, undo("five")).isDone(), is(true));
        assertThat(image(cluster), is("registry.example/shop:2.5.0"));
        done(call("shop-13-1", "six", Action.UNDO, "2.5.0", "0"));
        assertThat(image(cluster), is("registry.example/shop:2.4.0"));
    }

    @Test
    public void aChangeInBetweenIsReadAgain() throws Exception {
        var once = new java.util.concurrent.atomic.AtomicBoolean(true);
        cluster.trouble((method, path) -> {
            if (method.equals("PATCH") && once.getAndSet(false)) {
                cluster.edit(PATH, "autoscaler", object -> ((ObjectNode) object.path("spec")).put("replicas", 5));
            }
            return null;
        });
        done(deploy("one", "100"));
        assertThat(cluster.get(PATH).path("spec").path("replicas").asInt(), is(5));
    }

    @Test
    public void aRefusalSaysWhichRightIsMissing() throws Exception {
        cluster.trouble((method, path) -> method.equals("PATCH")
                ? FakeCluster.refusal(403, "Forbidden", "deployments.apps \"shop\" is forbidden: User \"robot\" cannot patch")
                : null);
        TargetAnswer answer = send(target(), context, deploy("one", "100"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(answer.message(), containsString("its role needs the verb patch on deployments.apps"));
        assertThat(answer.message(), not(containsString(Calls.TOKEN)));
    }

    @Test
    public void whatIsNotThereIsNamed() throws Exception {
        KubernetesTarget lost = target();
        lost.setDeployment("shoe");
        TargetAnswer answer = send(lost, context, deploy("one", "100"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(answer.message(), containsString("has no Deployment 'shoe' in namespace 'web' (404)"));
    }

    @Test
    public void whatKubernetesDoesNotTakeIsSaid() throws Exception {
        cluster.trouble((method, path) -> method.equals("PATCH")
                ? FakeCluster.refusal(422, "Invalid", "Deployment.apps \"shop\" is invalid: image: Invalid value")
                : null);
        TargetAnswer answer = send(target(), context, deploy("one", "100"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(answer.message(), containsString("is invalid: image: Invalid value"));
    }

    @Test
    public void aTroubledServerIsAskedAgainLater() throws Exception {
        cluster.trouble((method, path) -> FakeCluster.refusal(503, "ServiceUnavailable", "etcd is busy"));
        TargetAnswer answer = send(target(), context, deploy("one", "100"));
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
        assertThat(answer.message(), is("kubernetes 'prod' answers with 503: etcd is busy"));
        assertThat(observe(target(), context, deploy("one", "100")).state(), is(Observation.State.UNKNOWN));
    }

    @Test
    public void aServerThatIsNotThereIsAskedAgainLater() throws Exception {
        context = Calls.context(java.net.URI.create("http://127.0.0.1:1"));
        TargetAnswer answer = send(target(), context, deploy("one", "100"));
        assertThat(answer.message(), answer.outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
    }

    @Test
    public void anAnswerLostAfterTheWorkIsNoSecondDeployment() throws Exception {
        var lost = new java.util.concurrent.atomic.AtomicBoolean(true);
        cluster.controller(object -> {
            FakeCluster.content(object);
            if (cluster.requests().stream().anyMatch(request -> request.startsWith("PATCH")) && lost.getAndSet(false)) {
                throw new IllegalStateException("the connection breaks here");
            }
            return object;
        });
        TargetAnswer first = send(target(), context, deploy("one", "100"));
        assertThat(first.message(), first.isDone(), is(false));
        done(deploy("one", "100"));
        assertThat(cluster.applied("one"), is(1));
    }
}
