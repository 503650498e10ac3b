package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.metric.exposition.Exposition;
import io.jenkins.plugins.rollout.metric.exposition.Look;
import io.jenkins.plugins.rollout.metric.exposition.Selector;
import io.jenkins.plugins.rollout.metric.exposition.Series;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Reads what a program shows of itself for Prometheus, without a Prometheus in between. Gauges are taken as they are;
 * counters become their growth per second between one look and the next.
 *
 * <p>At the first look, also after a restart of Jenkins, there is nothing to compare with: a second one is taken
 * a few seconds later, so that neither costs a round without data.
 */
public class OpenMetricsSource extends HttpMetricSource {
    private static final long serialVersionUID = 1L;
    private static final String ACCEPTED =
            "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    private final String metric;
    private String per;
    private String type;

    @DataBoundConstructor
    public OpenMetricsSource(String metric) {
        this.metric = Fields.trimmed(metric);
    }

    /** Which series: {@code http_requests_total{status=~"5.."}}. */
    public String getMetric() {
        return metric;
    }

    /** What it is divided by, written in the same way; null for nothing. */
    @CheckForNull
    public String getPer() {
        return per;
    }

    @DataBoundSetter
    public void setPer(String per) {
        this.per = Fields.trimmed(per);
    }

    /** {@code counter} or {@code gauge}; null for what the program says. */
    @CheckForNull
    public String getType() {
        return type;
    }

    @DataBoundSetter
    public void setType(String type) {
        this.type = type == null || type.isBlank() ? null : type.trim().toLowerCase(Locale.ROOT);
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        Selector wanted = selector("metric", request.fill(metric));
        Selector divisor = per == null ? null : selector("per", request.fill(per));
        Endpoint endpoint = endpoint(request);
        return look(request, endpoint, wanted, divisor).thenCompose(now -> {
            Optional<Looks> before = request.memory().recall(Looks.class).filter(now::follows);
            request.memory().keep(now);
            if (!now.isCounted() || before.isPresent()) {
                return CompletableFuture.completedFuture(now.since(before.orElse(now), endpoint.name()));
            }
            return request.afterGap(() -> look(request, endpoint, wanted, divisor))
                    .thenApply(later -> {
                        request.memory().keep(later);
                        return later.since(now, endpoint.name());
                    });
        });
    }

    private CompletionStage<Looks> look(SampleRequest request, Endpoint endpoint, Selector wanted, Selector divisor) {
        return request.endpoints()
                .send(Request.get(endpoint).header("Accept", ACCEPTED))
                .thenApply(response -> {
                    Instant now = request.now();
                    try {
                        Exposition exposition = read(response);
                        Look top = Look.at(exposition, wanted, taken(), now);
                        return new Looks(top, divisor == null ? null : Look.at(exposition, divisor, taken(), now));
                    } catch (IllegalArgumentException e) {
                        throw new Unusable(response.name() + ": " + e.getMessage());
                    }
                });
    }

    private static Exposition read(Response response) {
        String body = Answers.body(response);
        String contentType = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        return Exposition.parse(body, contentType.contains("openmetrics-text"));
    }

    private static Selector selector(String field, String text) {
        try {
            return Selector.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Unusable(field + ": " + e.getMessage());
        }
    }

    @CheckForNull
    private Series.Type taken() {
        return type == null ? null : Series.Type.valueOf(type.toUpperCase(Locale.ROOT));
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return per == null ? metric : metric + " per " + per;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        boolean typed = type == null || type.equals("counter") || type.equals("gauge");
        return List.of(
                checkMetric(metric),
                per == null ? Optional.empty() : checkSelector("per", per),
                typed
                        ? Optional.empty()
                        : Optional.of(Problem.of("type", "'" + type + "' is not known; write counter or gauge")));
    }

    private static Optional<Problem> checkMetric(@CheckForNull String metric) {
        return metric == null
                ? Fields.required("metric", null, "requests_total{status=\"500\"} for example")
                : checkSelector("metric", metric);
    }

    private static Optional<Problem> checkSelector(String field, String text) {
        try {
            Selector.parse(Fields.filled(text));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Problem.of(field, e.getMessage()));
        }
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("openMetrics")
    public static final class DescriptorImpl extends HttpMetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "OpenMetrics endpoint";
        }

        /** Checks the selector of a form. */
        @POST
        public FormValidation doCheckMetric(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(checkMetric(Fields.trimmed(value)));
        }

        /** Checks the divisor of a form. */
        @POST
        public FormValidation doCheckPer(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            String per = Fields.trimmed(value);
            return Fields.form(per == null ? Optional.empty() : checkSelector("per", per));
        }

        /** The types of a form. */
        @POST
        public ListBoxModel doFillTypeItems(@AncestorInPath Item item) {
            Fields.checkPermission(item);
            var items = new ListBoxModel();
            items.add("as the program says", "");
            return items.add("counter").add("gauge");
        }
    }
}
