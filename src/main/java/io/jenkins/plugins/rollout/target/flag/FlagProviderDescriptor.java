package io.jenkins.plugins.rollout.target.flag;

import hudson.model.Descriptor;

/** What is known about all providers of one kind. Carries the {@code @Symbol} by which a Jenkinsfile names it. */
public abstract class FlagProviderDescriptor extends Descriptor<FlagProvider> {
    protected FlagProviderDescriptor() {}
}
