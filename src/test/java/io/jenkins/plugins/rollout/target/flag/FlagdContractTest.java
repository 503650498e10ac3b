package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.Rule;

/** A flag of flagd, in a store behind HTTP that refuses what is out of date. */
public class FlagdContractTest extends DeploymentTargetContract {
    private static final String SECRET = "s3cr3t-t0ken";

    private final Map<String, Integer> written = new ConcurrentHashMap<>();
    private volatile String file = FlagdFlagTest.FILE;

    @Rule
    public final FlagServer server = new FlagServer(this::answer);

    private String answer(String method, String key, String ifMatch, String body) {
        if (method.equals("GET")) {
            return "200 " + file;
        }
        if (!FlagServer.tag(file).equals(ifMatch)) {
            return "412 ";
        }
        written.merge(key, 1, Integer::sum);
        file = body;
        return "204 ";
    }

    @Override
    protected DeploymentTarget target() {
        return new FeatureFlagTarget("new-checkout", new FlagdProvider("flags"));
    }

    @Override
    protected TargetContext context() {
        return FlagServer.context(server.uri(), Map.of("Authorization", "Bearer " + SECRET));
    }

    @Override
    protected int performed(String operation) {
        return written.getOrDefault(operation, 0);
    }

    @Override
    protected boolean live(String version) {
        return file.contains("fractional");
    }

    @Override
    protected List<String> secrets() {
        return List.of(SECRET);
    }
}
