package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Asks a Graphite, or one that speaks its render API (go-carbon's carbonapi, Grafana Cloud), for a target that comes down
 * to one series. Graphite itself sums its points up to one for each step, with {@code summarize}.
 *
 * @see <a href="https://graphite.readthedocs.io/en/1.1.8/render_api.html">The Render URL API</a>
 */
public class GraphiteSource extends HttpMetricSource {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final String TARGET = "a target, stats.shop.latency for example";
    private static final List<String> FUNCTIONS = List.of("avg", "sum", "min", "max", "last");

    private final String target;
    private String consolidateBy;

    @DataBoundConstructor
    public GraphiteSource(String target) {
        this.target = Fields.trimmed(target);
    }

    public String getTarget() {
        return target;
    }

    /** What the points of a step come down to; null for their mean. */
    @CheckForNull
    public String getConsolidateBy() {
        return consolidateBy;
    }

    @DataBoundSetter
    public void setConsolidateBy(String consolidateBy) {
        this.consolidateBy = Fields.trimmed(consolidateBy);
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        return newest(request, 5);
    }

    @Override
    public boolean givesSeries() {
        return true;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> series(@NonNull SampleRequest request, @NonNull Window window) {
        Endpoint endpoint = endpoint(request).below("/render");
        long step = window.step().toSeconds();
        String function = consolidateBy == null ? FUNCTIONS.get(0) : consolidateBy;
        String summary = "summarize(" + request.fill(target) + ",\"" + step + "s\",\"" + function + "\")";
        // Graphite leaves its first second out, and the points of a step are those from its beginning
        String form = "format=json&from=" + (window.from().getEpochSecond() - step - 1) + "&until="
                + (window.to().getEpochSecond() - 1) + "&target=" + encoded(summary);
        return ask(request, endpoint, form)
                .thenApply(response -> read(response, endpoint.headers(), window, request.now()));
    }

    private static Sample read(Response response, Map<String, String> sent, Window window, Instant now) {
        if (!response.isSuccess()) {
            // what is wrong with the target is told in one line of text; other errors are pages for its developers
            throw Answers.refusal(response, response.status() == BAD_REQUEST ? response.wholeBody() : "", sent);
        }
        JsonNode series = Answers.json(response);
        var points = new Points(response.name(), window);
        if (series.size() != 1) {
            return points.notOne(series.size(), "target", "wrap it in sumSeries() or averageSeries()", now);
        }
        for (JsonNode pair : series.get(0).path("datapoints")) {
            points.addBucket(Instant.ofEpochSecond(pair.path(1).asLong()), pair.path(0).asDouble(Double.NaN));
        }
        return points.toSample(now);
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return target;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        return List.of(
                Fields.required("target", target, TARGET),
                Fields.matching(
                        "consolidateBy",
                        consolidateBy,
                        String.join("|", FUNCTIONS),
                        "is not known; write one of " + String.join(", ", FUNCTIONS)));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("graphite")
    public static final class DescriptorImpl extends HttpMetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Graphite";
        }

        /** Checks the target of a form. */
        @POST
        public FormValidation doCheckTarget(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(Fields.required("target", Fields.trimmed(value), TARGET));
        }

        /** The ways to sum up, of a form. */
        @POST
        public ListBoxModel doFillConsolidateByItems(@AncestorInPath Item item) {
            Fields.checkPermission(item);
            var items = new ListBoxModel();
            items.add("avg", "");
            FUNCTIONS.stream().skip(1).forEach(function -> items.add(function));
            return items;
        }
    }
}
