package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.TargetContext;
import io.jenkins.plugins.rollout.target.kubernetes.Calls;
import io.jenkins.plugins.rollout.target.kubernetes.FakeCluster;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Before;
import org.junit.Rule;

/** A flag of flagd in a ConfigMap, against the fake cluster. */
public class FlagdConfigMapContractTest extends DeploymentTargetContract {
    static final String PATH = "/api/v1/namespaces/web/configmaps/flags";
    static final String KEY = "flags.json";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Integer> given = new ConcurrentHashMap<>();
    private final AtomicInteger takenBack = new AtomicInteger();

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    private TargetContext context;

    @Before
    public void create() {
        cluster.create(PATH, configMap(FlagdFlagTest.FILE));
        cluster.controller(this::count);
        context = Calls.context(cluster.uri());
    }

    static String configMap(String text) {
        ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        map.putObject("metadata").put("name", "flags").put("namespace", "web");
        map.putObject("data").put(KEY, text).put("other", "untouched");
        return map.toString();
    }

    static FlagdProvider provider() {
        var provider = new FlagdProvider("prod");
        provider.setNamespace("web");
        provider.setConfigMap("flags");
        return provider;
    }

    /** The last operation stands in the flag's mark; an undo leaves none. */
    private ObjectNode count(ObjectNode map) {
        try {
            JsonNode flags = JSON.readTree(map.path("data").path(KEY).asText());
            String mark = flags.at("/flags/new-checkout/metadata/phased-rollout").asText("{}");
            JsonNode operations = JSON.readTree(mark).path("operations");
            if (operations.isEmpty()) {
                takenBack.incrementAndGet();
            } else {
                given.merge(operations.get(operations.size() - 1).asText(), 1, Integer::sum);
            }
            return map;
        } catch (java.io.IOException e) {
            throw new AssertionError(map.toString(), e);
        }
    }

    @Override
    protected DeploymentTarget target() {
        return new FeatureFlagTarget("new-checkout", provider());
    }

    @Override
    protected TargetContext context() {
        return context;
    }

    @Override
    protected int performed(String operation) {
        return given.getOrDefault(operation, takenBack.get());
    }

    @Override
    protected boolean live(String version) {
        return text().contains("fractional");
    }

    private String text() {
        return cluster.get(PATH).path("data").path(KEY).asText();
    }

    @Override
    protected boolean meddle() {
        String meddled = text().replace("5000", "6000");
        cluster.edit(PATH, "kubectl-edit", map -> map.withObjectProperty("data").put(KEY, meddled));
        return true;
    }

    @Override
    protected List<String> secrets() {
        return List.of(Calls.TOKEN);
    }
}
