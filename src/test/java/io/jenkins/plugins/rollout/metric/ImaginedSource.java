package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A source that says what a test imagines. */
public class ImaginedSource extends MetricSource {
    private static final long serialVersionUID = 1L;
    private static final Map<String, ToDoubleFunction<Instant>> WORLD = new ConcurrentHashMap<>();

    private final String what;
    private boolean past = true;

    @DataBoundConstructor
    public ImaginedSource(String what) {
        this.what = what;
    }

    /** One that gives a number at a time. */
    static ImaginedSource ofNow(String what) {
        var source = new ImaginedSource(what);
        source.setPast(false);
        return source;
    }

    /** What can be measured at a time; NaN for nothing. */
    static void imagine(String what, ToDoubleFunction<Instant> values) {
        WORLD.put(what, values);
    }

    public String getWhat() {
        return what;
    }

    public boolean isPast() {
        return past;
    }

    @DataBoundSetter
    public void setPast(boolean past) {
        this.past = past;
    }

    @Override
    public boolean givesSeries() {
        return past;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        return CompletableFuture.completedFuture(
                Sample.of("imagined", world(request).applyAsDouble(request.now()), request.now()));
    }

    @NonNull
    @Override
    public CompletionStage<Sample> series(@NonNull SampleRequest request, @NonNull Window window) {
        var points = new ArrayList<Sample.Point>();
        for (Instant at = window.from(); !at.isAfter(window.to()); at = at.plus(window.step())) {
            double value = world(request).applyAsDouble(at);
            if (Double.isFinite(value)) {
                points.add(new Sample.Point(value, at));
            }
        }
        return CompletableFuture.completedFuture(
                points.isEmpty()
                        ? new Sample.NoData("imagined: nothing", request.now())
                        : new Sample.Series(points, request.now()));
    }

    private ToDoubleFunction<Instant> world(SampleRequest request) {
        ToDoubleFunction<Instant> values = WORLD.get(request.fill(what));
        if (values == null) {
            throw new Unusable("imagined: nobody knows " + request.fill(what));
        }
        return values;
    }

    @NonNull
    @Override
    public String describe() {
        return "imagined " + what;
    }

    /** How tests know it. */
    @Extension
    @Symbol("imagined")
    public static final class DescriptorImpl extends MetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Imagined";
        }
    }
}
