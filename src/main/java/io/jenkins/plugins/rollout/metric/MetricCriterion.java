package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One metric check of a gate or a bake, as a Jenkinsfile writes it: {@code threshold(name: 'error rate', …)}. The
 * engine knows it as a {@link Criterion}, which carries this as its definition.
 *
 * <p>A criterion is data, as a {@link MetricSource} is.
 */
public abstract class MetricCriterion extends AbstractDescribableImpl<MetricCriterion>
        implements ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1L;

    /** Unique within its gate or bake, shown everywhere. */
    @NonNull
    public abstract String getName();

    /**
     * What is wrong with it, by field, the fields of its source among them ({@code source.query}). Never throws.
     *
     * @return empty when all is well
     */
    @NonNull
    public abstract List<Problem> validate();

    /**
     * The criterion as the plan keeps it.
     *
     * @throws IllegalArgumentException when {@link #validate} has something to say
     */
    @NonNull
    public abstract Criterion toCriterion();

    /**
     * Takes what samples it needs and judges them. Must not block. May fail as {@link MetricSource#sample} may.
     *
     * @param request who asks, and the ways to ask
     */
    @NonNull
    public abstract CompletionStage<Reading> read(@NonNull SampleRequest request);

    @Override
    public MetricCriterionDescriptor getDescriptor() {
        return (MetricCriterionDescriptor) super.getDescriptor();
    }
}
