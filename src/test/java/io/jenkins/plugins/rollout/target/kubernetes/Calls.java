package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.node.NullNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.policy.Cluster;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.RolloutBuilds;
import io.jenkins.plugins.rollout.target.TargetCalls;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks a target as the engine does. */
public final class Calls {
    public static final String TOKEN = "s3cr3t-t0ken";

    private Calls() {}

    /** A context with one server, {@code prod}, that lets Jenkinsfiles reach the namespace {@code web}. */
    public static TargetContext context(URI url) {
        return context(server(url, null), rolloutId -> Optional.empty());
    }

    static Server server(URI url, String kubeconfig) {
        Map<String, String> headers = kubeconfig == null ? Map.of("Authorization", "Bearer " + TOKEN) : Map.of();
        return new Server("prod", "kubernetes", url, headers, new Cluster(kubeconfig, null, List.of("web")));
    }

    static TargetContext context(Server server, RolloutBuilds builds) {
        var servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return kind.equals("kubernetes") && name.equals("prod") ? Optional.of(server) : Optional.empty();
            }

            @Override
            public List<String> names(String kind) {
                return List.of("prod");
            }
        };
        return new TargetContext(
                new Endpoints(servers, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder)), builds);
    }

    static TargetCall deploy(String operation, String exposure) {
        return call("shop-12-1", operation, Action.DEPLOY, "2.4.0", exposure);
    }

    static TargetCall undo(String operation) {
        return call("shop-12-1", operation, Action.UNDO, "2.4.0", "0");
    }

    static TargetCall call(String rollout, String operation, Action action, String version, String exposure) {
        var situation = new Situation(rollout, "shop", "production", version, "2.3.1", "canary", exposure, "");
        Reach reach = action == Action.UNDO ? Reach.NOBODY : new Reach(new BigDecimal(exposure), List.of());
        return new TargetCall(
                operation, action, new TargetRef("a target", Ability.ANYTHING, NullNode.getInstance()), situation, reach);
    }

    static TargetAnswer send(KubernetesTarget target, TargetContext context, TargetCall call) throws Exception {
        return get(new TargetCalls(definition -> target, context).call(call));
    }

    static Observation observe(KubernetesTarget target, TargetContext context, TargetCall call) throws Exception {
        return get(target.observe(call, context));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
