package io.jenkins.plugins.rollout.target;

import hudson.model.Descriptor;

/** What is known about all targets of one kind. Carries the {@code @Symbol} by which a Jenkinsfile names it. */
public abstract class DeploymentTargetDescriptor extends Descriptor<DeploymentTarget> {
    protected DeploymentTargetDescriptor() {}

    protected DeploymentTargetDescriptor(Class<? extends DeploymentTarget> clazz) {
        super(clazz);
    }
}
