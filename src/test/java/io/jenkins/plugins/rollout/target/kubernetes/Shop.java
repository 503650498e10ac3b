package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import org.junit.rules.ExternalResource;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/** The fake cluster with all that docs/kubernetes.md deploys: two Deployments, two routes and an Argo Rollout. */
public final class Shop extends ExternalResource {
    private static final String NEXT = "/apis/apps/v1/namespaces/web/deployments/shop-next";

    private final FakeCluster cluster = new FakeCluster();

    @Override
    public Statement apply(Statement base, Description description) {
        return cluster.apply(super.apply(base, description), description);
    }

    @Override
    protected void before() {
        cluster.controller(new FakeArgo());
        cluster.create(DeploymentImageTest.PATH, DeploymentImageTest.DEPLOYMENT);
        cluster.create(NEXT, DeploymentImageTest.DEPLOYMENT.replace("{\"name\": \"shop\", \"namespace\"", "{\"name\": \"shop-next\", \"namespace\""));
        cluster.create(RouteWeightsTest.ROUTE, RouteWeightsTest.HTTP_ROUTE);
        cluster.create(RouteWeightsTest.SERVICE, RouteWeightsTest.VIRTUAL_SERVICE);
        ObjectNode argo = FakeCluster.read(ArgoRolloutTest.ROLLOUT);
        argo.withObjectProperty("spec").withObjectProperty("strategy").withObjectProperty("canary").set("steps",
                FakeCluster.read("{\"steps\": [{\"setWeight\": 5}, {\"pause\": {}}, {\"setWeight\": 50}, {\"pause\": {}}]}").get("steps"));
        ((com.fasterxml.jackson.databind.node.ArrayNode) Containers.list(argo)).remove(1);
        cluster.create(ArgoRolloutTest.PATH, argo.toString());
    }

    /** Where its API server is. */
    public URI uri() {
        return cluster.uri();
    }

    /** What the two Deployments and the Argo Rollout run. */
    public List<String> images() {
        return List.of(DeploymentImageTest.PATH, NEXT, ArgoRolloutTest.PATH).stream()
                .map(path -> Containers.list(cluster.get(path)).path(0).path("image").asText())
                .toList();
    }
}
