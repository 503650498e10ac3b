package io.jenkins.plugins.rollout.target.haproxy;

import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.TargetContext;
import org.junit.Before;
import org.junit.ClassRule;

/** The haproxy target on a real HAProxy. */
public class HaproxyTargetContractTest extends DeploymentTargetContract {
    @ClassRule
    public static final RealHaproxy HAPROXY = new RealHaproxy();

    @Before
    public void nothingDeployed() {
        HAPROXY.byHand("set weight checkout/new 0");
        HAPROXY.byHand("set weight checkout/old 100");
        HAPROXY.byHand("set server checkout/new state ready");
    }

    @Override
    protected DeploymentTarget target() {
        return HaproxyTargetTest.target("checkout", "edge");
    }

    @Override
    protected TargetContext context() {
        return HAPROXY.context();
    }

    @Override
    protected boolean remembers() {
        return false;
    }

    @Override
    protected boolean meddle() {
        HAPROXY.byHand("set weight checkout/new 50");
        return true;
    }

    @Override
    protected boolean live(String version) {
        return !HAPROXY.weights("checkout").startsWith("0/");
    }
}
