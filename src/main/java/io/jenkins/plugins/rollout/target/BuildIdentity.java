package io.jenkins.plugins.rollout.target;

import hudson.model.Run;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;

/** Whom a build acts for. */
final class BuildIdentity {
    private BuildIdentity() {}

    /**
     * The identity that Pipeline keeps with the build: usually SYSTEM, a person where a queue item authenticator says so.
     * Nobody when that cannot be told: rather too little than too much.
     */
    static Authentication of(Run<?, ?> build) {
        if (build instanceof FlowExecutionOwner.Executable pipeline) {
            FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
            FlowExecution execution = owner == null ? null : owner.getOrNull();
            if (execution != null) {
                return execution.getAuthentication2();
            }
        }
        return Jenkins.ANONYMOUS2;
    }
}
