package io.jenkins.plugins.rollout.target.kubernetes;

import static io.jenkins.plugins.rollout.target.kubernetes.Calls.deploy;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.observe;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.send;
import static io.jenkins.plugins.rollout.target.kubernetes.Calls.undo;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** The weights of an HTTPRoute and of a VirtualService, on the fake cluster. */
public class RouteWeightsTest {
    static final String ROUTE = "/apis/gateway.networking.k8s.io/v1/namespaces/web/httproutes/shop";
    static final String HTTP_ROUTE = """
            {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute",
             "metadata": {"name": "shop", "namespace": "web"},
             "spec": {"hostnames": ["shop.example"], "parentRefs": [{"name": "edge"}], "rules": [
               {"matches": [{"headers": [{"name": "x-next", "value": "1"}]}],
                "backendRefs": [{"name": "shop-next", "port": 80, "weight": 1}]},
               {"backendRefs": [{"name": "shop-next", "port": 80, "weight": 0}, {"name": "shop", "port": 80, "weight": 1}]},
               {"matches": [{"path": {"value": "/api"}}],
                "backendRefs": [{"name": "shop", "port": 80, "weight": 100}, {"name": "shop-next", "port": 80, "weight": 0}]}]}}""";
    static final String SERVICE = "/apis/networking.istio.io/v1/namespaces/web/virtualservices/shop";
    static final String VIRTUAL_SERVICE = """
            {"apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
             "metadata": {"name": "shop", "namespace": "web"},
             "spec": {"hosts": ["shop.example"], "http": [
               {"timeout": "5s", "route": [
                 {"destination": {"host": "shop", "subset": "next"}, "weight": 0},
                 {"destination": {"host": "shop", "subset": "current"}}]}]}}""";

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    private TargetContext context;

    @Before
    public void create() {
        cluster.create(ROUTE, HTTP_ROUTE);
        cluster.create(SERVICE, VIRTUAL_SERVICE);
        context = Calls.context(cluster.uri());
    }

    static KubernetesTarget route() {
        var target = new KubernetesTarget("prod", "web");
        target.setHttpRoute("shop");
        target.setCandidate("shop-next");
        target.setStable("shop");
        target.setForce(true);
        return target;
    }

    private static KubernetesTarget service() {
        var target = new KubernetesTarget("prod", "web");
        target.setVirtualService("shop");
        target.setCandidate("next");
        target.setStable("current");
        target.setForce(true);
        return target;
    }

    private static int weight(JsonNode route, int rule, int backend) {
        return route.path("spec").path("rules").path(rule).path("backendRefs").path(backend).path("weight").asInt(-1);
    }

    private TargetAnswer done(KubernetesTarget target, io.jenkins.plugins.rollout.engine.TargetCall call) throws Exception {
        TargetAnswer answer = send(target, context, call);
        assertThat(answer.message(), answer.isDone(), is(true));
        return answer;
    }

    @Test
    public void everyRuleWithBothGetsThemAndNoOther() throws Exception {
        ObjectNode before = cluster.get(ROUTE);
        assertThat(done(route(), deploy("one", "5")).message(), containsString("weights shop-next 5, shop 95 in 2 rules"));
        ObjectNode now = cluster.get(ROUTE);
        assertThat(now.path("spec").path("rules").get(0), is(before.path("spec").path("rules").get(0)));
        assertThat(weight(now, 1, 0) + " " + weight(now, 1, 1), is("5 95"));
        assertThat("in whatever order they stand", weight(now, 2, 0) + " " + weight(now, 2, 1), is("95 5"));
        assertThat(now.path("spec").path("hostnames"), is(before.path("spec").path("hostnames")));
    }

    @Test
    public void undoPutsBackWhatWasThereAlsoNoWeight() throws Exception {
        JsonNode route = cluster.get(ROUTE).path("spec");
        JsonNode service = cluster.get(SERVICE).path("spec");
        for (KubernetesTarget target : java.util.List.of(route(), service())) {
            done(target, deploy("one", "5"));
            done(target, deploy("two", "50"));
            done(target, undo("three"));
        }
        assertThat(cluster.get(ROUTE).path("spec"), is(route));
        assertThat(cluster.get(SERVICE).path("spec"), is(service));
    }

    @Test
    public void fractionsAreExact() {
        assertThat(RouteWeights.weights(new BigDecimal("5")).toString(), is("{\"candidate\":5,\"stable\":95}"));
        assertThat(RouteWeights.weights(new BigDecimal("5.0")).toString(), is("{\"candidate\":5,\"stable\":95}"));
        assertThat(RouteWeights.weights(new BigDecimal("0.125")).toString(), is("{\"candidate\":125,\"stable\":99875}"));
        assertThat(RouteWeights.weights(new BigDecimal("0.0001")).toString(), is("{\"candidate\":1,\"stable\":999999}"));
        assertThat(RouteWeights.weights(new BigDecimal("1E+2")).toString(), is("{\"candidate\":100,\"stable\":0}"));
        assertThrows(HttpFailure.class, () -> RouteWeights.weights(new BigDecimal("0.00001")));
        assertThat(route().ability().reaches(new BigDecimal("0.125")), is(true));
        assertThat(route().ability().reaches(new BigDecimal("0.00001")), is(false));
        assertThat(route().ability().audiences(), is(false));
    }

    @Test
    public void subsetsOfAVirtualServiceAreBackends() throws Exception {
        done(service(), deploy("one", "12.5"));
        JsonNode rule = cluster.get(SERVICE).path("spec").path("http").path(0);
        assertThat(rule.path("route").path(0).path("weight").asInt(), is(125));
        assertThat(rule.path("route").path(1).path("weight").asInt(), is(875));
        assertThat(rule.path("timeout").asText(), is("5s"));
    }

    @Test
    public void aRouteThatNoGatewayTakesHasFailed() throws Exception {
        cluster.controller(object -> {
            object.putObject("status").putArray("parents").addObject().putArray("conditions").addObject()
                    .put("type", "ResolvedRefs").put("status", "False").put("reason", "BackendNotFound")
                    .put("message", "service shop-next not found");
            return object;
        });
        assertThat(
                send(route(), context, deploy("one", "5")).message(),
                containsString("does not take the route (BackendNotFound): service shop-next not found"));
    }

    @Test
    public void aRouteThatNobodyHasLookedAtIsUnderWay() throws Exception {
        done(route(), deploy("one", "5"));
        cluster.status(ROUTE, object -> ((ObjectNode) object.at("/status/parents/0/conditions/0")).put("observedGeneration", 1));
        assertThat(observe(route(), context, deploy("one", "5")).state(), is(Observation.State.RUNNING));
    }

    @Test
    public void aWeightBySomebodyElseIsDriftAndIsPutBackAllTheSame() throws Exception {
        JsonNode before = cluster.get(ROUTE).path("spec");
        done(route(), deploy("one", "5"));
        cluster.edit(ROUTE, "kubectl-edit", object -> ((ObjectNode) object.at("/spec/rules/1/backendRefs/0")).put("weight", 50));
        Observation seen = observe(route(), context, deploy("one", "5"));
        assertThat(seen.message(), seen.state(), is(Observation.State.CHANGED));
        done(route(), undo("two"));
        assertThat(cluster.get(ROUTE).path("spec"), is(before));
    }

    @Test
    public void whatElseSomebodyChangedStays() throws Exception {
        done(route(), deploy("one", "5"));
        cluster.edit(ROUTE, "kubectl-edit", object -> ((ArrayNode) object.at("/spec/hostnames")).add("www.example"));
        cluster.edit(ROUTE, "kubectl-edit", object -> ((ObjectNode) object.at("/spec/rules/1")).put("name", "all"));
        assertThat(observe(route(), context, deploy("one", "5")).state(), is(Observation.State.DONE));
        done(route(), undo("two"));
        assertThat(cluster.get(ROUTE).at("/spec/hostnames/1").asText(), is("www.example"));
        assertThat(cluster.get(ROUTE).at("/spec/rules/1/name").asText(), is("all"));
        assertThat(weight(cluster.get(ROUTE), 1, 0), is(0));
    }

    @Test
    public void weightsOfManyAreNoPercents() throws Exception {
        cluster.edit(ROUTE, "kubectl-edit", object -> ((ArrayNode) object.at("/spec/rules/1/backendRefs"))
                .addObject().put("name", "third").put("port", 80));
        assertThat(
                send(route(), context, deploy("one", "5")).message(),
                containsString("has a rule with other backends beside 'shop-next' and 'shop'"));
        KubernetesTarget lost = route();
        lost.setCandidate("shop-new");
        assertThat(
                send(lost, context, deploy("two", "5")).message(),
                containsString("has no rule with both 'shop-new' and 'shop' among its backendRefs"));
    }
}
