package io.jenkins.plugins.rollout.metric;

import hudson.model.Descriptor;

/** What is known about a kind of {@link MetricSource}: its {@code @Symbol}, its name, its form. */
public abstract class MetricSourceDescriptor extends Descriptor<MetricSource> {
    /** For a descriptor nested in its source. */
    protected MetricSourceDescriptor() {}

    protected MetricSourceDescriptor(Class<? extends MetricSource> clazz) {
        super(clazz);
    }
}
