package io.jenkins.plugins.rollout.target.flag;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.Rule;
import org.junit.Test;

/** A server that keeps to the contract of docs/feature-flags.md. */
public class HttpFlagContractTest extends DeploymentTargetContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "s3cr3t-t0ken";

    private final Map<String, Integer> performed = new ConcurrentHashMap<>();
    private final Set<String> live = ConcurrentHashMap.newKeySet();

    @Rule
    public final FlagServer server = new FlagServer(this::answer);

    private String answer(String method, String key, String ifMatch, String body) throws IOException {
        JsonNode asked = JSON.readTree(body);
        String operation = asked.path("operation").asText();
        String version = asked.path("version").asText();
        if (asked.path("action").asText().equals("status")) {
            String state = performed.containsKey(operation) ? "done" : "unknown";
            return "200 {\"state\": \"" + state + "\", \"live\": " + live.contains(version) + "}";
        }
        if (performed.putIfAbsent(operation, 1) != null) {
            return "409 ";
        }
        if (asked.path("action").asText().equals("set")) {
            live.add(version);
        } else {
            live.remove(version);
        }
        return "204 ";
    }

    @Override
    protected DeploymentTarget target() {
        var provider = new HttpFlagProvider("flags");
        provider.setPath("/v1");
        return new FeatureFlagTarget("new-checkout", provider);
    }

    @Override
    protected TargetContext context() {
        return FlagServer.context(server.uri(), Map.of("Authorization", "Bearer " + SECRET));
    }

    @Override
    protected int performed(String operation) {
        return performed.getOrDefault(operation, 0);
    }

    @Override
    protected boolean live(String version) {
        return live.contains(version);
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }

    @Test
    public void theWholeReachIsSent() throws Exception {
        var beta = new Audience(
                "beta",
                Set.of("alice"),
                List.of(new Audience.Rule("country", Audience.Operator.NOT_IN, List.of("FR"))),
                new BigDecimal("2.5"),
                null);
        var situation = new Situation("shop-12-1", "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
        var call = new TargetCall(
                "one",
                Action.DEPLOY,
                new TargetRef("x", Ability.ANYTHING, JSON.nullNode()),
                situation,
                new Reach(new BigDecimal("0.5"), List.of(beta, Audience.named("opted-in"))));
        String sent = HttpFlagMessages.of("set", new FlagCall(call, "new-checkout", "on")).toString();
        assertThat(JSON.readTree(sent), is(JSON.readTree("""
                {"action": "set", "operation": "one", "flag": "new-checkout", "variant": "on", "rollout": "shop-12-1",
                 "application": "shop", "environment": "production", "version": "2.4.0", "phase": "canary",
                 "exposure": 0.5, "salt": "shop", "audiences": [
                  {"name": "beta", "defined": true, "list": ["alice"],
                   "rules": [{"attribute": "country", "operator": "notIn", "values": ["FR"]}],
                   "percent": 2.5, "salt": "beta", "hash": "unleash"},
                  {"name": "opted-in", "defined": false, "list": [], "rules": [], "percent": null, "salt": "opted-in",
                   "hash": null}]}""")));
    }
}
