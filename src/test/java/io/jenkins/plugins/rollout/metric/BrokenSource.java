package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** A source that does all that a third party's may do wrong. */
public class BrokenSource extends MetricSource {
    private static final long serialVersionUID = 1L;

    private final String how;

    @DataBoundConstructor
    public BrokenSource(String how) {
        this.how = how;
    }

    public String getHow() {
        return how;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        return switch (how) {
            case "throws" -> throw new IllegalStateException("password=s3cret");
            case "links" -> throw new NoClassDefFoundError("gone");
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("password=s3cret"));
            case "unusable" -> CompletableFuture.failedFuture(new Unusable("because"));
            case "nothing" -> null;
            case "null" -> CompletableFuture.completedFuture(null);
            case "series" -> CompletableFuture.completedFuture(
                    new Sample.Series(List.of(new Sample.Point(1, Instant.EPOCH)), Instant.EPOCH));
            default -> new CompletableFuture<>();
        };
    }

    @NonNull
    @Override
    public String describe() {
        return "broken";
    }

    /** How tests know it. */
    @Extension
    @Symbol("broken")
    public static final class DescriptorImpl extends MetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Broken";
        }
    }
}
