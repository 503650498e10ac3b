package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.rollout.model.Problem;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Somewhere to get numbers from: {@code prometheus(server: 'prod', query: '…')}.
 *
 * <p>A source is data: immutable once bound, made again from its data-bound fields after a restart, asked from any
 * thread, often at the same time. What it wants to remember goes to the request's {@link Memory}. A new one is a class
 * with a {@code @Symbol}, a {@code config.jelly} and a help page for each field; {@code MetricSourceContract} among the
 * tests checks it.
 *
 * @see PrometheusSource
 */
public abstract class MetricSource extends AbstractDescribableImpl<MetricSource>
        implements ExtensionPoint, Serializable {
    private static final long serialVersionUID = 1L;

    /**
     * Takes one sample. Must not block: what takes time belongs into the stage. Texts that may hold
     * {@code {{version}}} and the like go through {@link SampleRequest#fill}.
     *
     * @param request who asks, and the ways to ask
     * @return the sample. May fail, and this method may throw: an {@link Unusable} or an
     *     {@link io.jenkins.plugins.rollout.http.HttpFailure} is shown to people as the reason why there is no data, of
     *     anything else only the class is named
     */
    @NonNull
    public abstract CompletionStage<Sample> sample(@NonNull SampleRequest request);

    /** Whether {@link #series} can be asked. Criteria that compare want it. */
    public boolean givesSeries() {
        return false;
    }

    /**
     * Takes a series of samples out of the past. Must not block. The rules of {@link #sample} hold.
     *
     * <p>The point at a time says what was known at that time, of the step that ended then: a server's bucket is given
     * at its end, whatever the server calls it. So whoever looks at the past sees nothing of what came later.
     * {@link Points} puts numbers where they belong.
     *
     * @param request who asks, and the ways to ask
     * @param window which points
     * @return a {@link Sample.Series} with at most one point for each time of the window, or no data. Points that were not
     *     measured, and those that are not numbers, are left out
     */
    @NonNull
    public CompletionStage<Sample> series(@NonNull SampleRequest request, @NonNull Window window) {
        throw new Unusable(describe() + " gives one number at a time, not a series");
    }

    /**
     * The source in words, without secrets: {@code prometheus 'prod': rate(…)}. Shown beside every value; a query or
     * URL in it may still hold its placeholders.
     */
    @NonNull
    public abstract String describe();

    /**
     * What can be seen to be wrong with it before anything is asked, by field. Never throws.
     *
     * @return empty when all is well
     */
    @NonNull
    public List<Problem> validate() {
        return List.of();
    }

    @Override
    public MetricSourceDescriptor getDescriptor() {
        return (MetricSourceDescriptor) super.getDescriptor();
    }
}
