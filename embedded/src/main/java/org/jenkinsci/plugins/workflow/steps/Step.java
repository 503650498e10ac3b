package org.jenkinsci.plugins.workflow.steps;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;

/** What a Jenkinsfile asks for: arguments, bound and checked. */
public abstract class Step extends AbstractDescribableImpl<Step> implements ExtensionPoint {
    /** What will do it; cheap, for it runs on the program's own thread. */
    public abstract StepExecution start(StepContext context) throws Exception;

    @Override
    public StepDescriptor getDescriptor() {
        return (StepDescriptor) (Descriptor<?>) super.getDescriptor();
    }
}
