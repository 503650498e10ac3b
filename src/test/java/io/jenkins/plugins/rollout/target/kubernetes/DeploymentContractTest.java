package io.jenkins.plugins.rollout.target.kubernetes;

import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;

/** The kubernetes target with a Deployment, against the fake cluster. */
public class DeploymentContractTest extends DeploymentTargetContract {
    @Rule
    public final FakeCluster cluster = new FakeCluster();

    private TargetContext context;

    @Before
    public void create() {
        cluster.create(DeploymentImageTest.PATH, DeploymentImageTest.DEPLOYMENT);
        context = Calls.context(cluster.uri());
    }

    @Override
    protected DeploymentTarget target() {
        return DeploymentImageTest.target();
    }

    @Override
    protected TargetContext context() {
        return context;
    }

    @Override
    protected int performed(String operation) {
        return cluster.applied(operation);
    }

    @Override
    protected boolean live(String version) {
        return DeploymentImageTest.image(cluster).endsWith(":" + version);
    }

    @Override
    protected List<String> secrets() {
        return List.of(Calls.TOKEN);
    }
}
