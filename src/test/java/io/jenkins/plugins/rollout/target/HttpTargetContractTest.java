package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.DeployServer.Heard;
import io.jenkins.plugins.rollout.target.DeployServer.Reply;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.Before;
import org.junit.Rule;

/** The http target against a server that keeps to the protocol. */
public class HttpTargetContractTest extends DeploymentTargetContract {
    private static final String SECRET = "s3cr3t-t0ken";

    @Rule
    public final DeployServer server = new DeployServer();

    private final Map<String, Integer> performed = new ConcurrentHashMap<>();
    private final Set<String> live = ConcurrentHashMap.newKeySet();
    private TargetContext context;
    private volatile boolean meddled;

    @Before
    public void connect() {
        server.thinking(this::answer);
        var edge = new Server("edge", "http", server.uri(), Map.of("Authorization", "Bearer " + SECRET));
        var servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return name.equals("edge") ? Optional.of(edge) : Optional.empty();
            }

            @Override
            public List<String> names(String kind) {
                return List.of("edge");
            }
        };
        var endpoints = new Endpoints(servers, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        context = new TargetContext(endpoints, rolloutId -> Optional.empty());
    }

    private Reply answer(Heard heard) {
        String operation = heard.body().path("operation").asText();
        String version = heard.body().path("version").asText();
        if (heard.action().equals("status")) {
            String state = performed.containsKey(operation) ? meddled ? "changed" : "done" : "unknown";
            return Reply.of(200, "{\"state\": \"" + state + "\", \"live\": " + live.contains(version) + ", \"error\": \"50 %, by ops\"}");
        }
        if (performed.putIfAbsent(operation, 1) != null) {
            return Reply.of(409);
        }
        if (heard.action().equals("deploy")) {
            live.add(version);
        } else {
            live.remove(version);
        }
        return Reply.of(204);
    }

    @Override
    protected DeploymentTarget target() {
        var target = new HttpTarget();
        target.setServer("edge");
        target.setPollInterval("100ms");
        return target;
    }

    @Override
    protected TargetContext context() {
        return context;
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
    protected boolean meddle() {
        meddled = true;
        return true;
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }
}
