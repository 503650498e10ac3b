package io.jenkins.plugins.rollout.metric;

import hudson.model.Descriptor;

/** What is known about a kind of {@link MetricCriterion}: its {@code @Symbol}, its name, its form. */
public abstract class MetricCriterionDescriptor extends Descriptor<MetricCriterion> {
    /** For a descriptor nested in its criterion. */
    protected MetricCriterionDescriptor() {}

    protected MetricCriterionDescriptor(Class<? extends MetricCriterion> clazz) {
        super(clazz);
    }
}
