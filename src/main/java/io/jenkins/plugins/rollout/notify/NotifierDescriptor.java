package io.jenkins.plugins.rollout.notify;

import hudson.model.Descriptor;

/** What is known about all notifiers of one kind. Carries the {@code @Symbol} by which a Jenkinsfile names it. */
public abstract class NotifierDescriptor extends Descriptor<Notifier> {
    protected NotifierDescriptor() {}

    protected NotifierDescriptor(Class<? extends Notifier> clazz) {
        super(clazz);
    }
}
