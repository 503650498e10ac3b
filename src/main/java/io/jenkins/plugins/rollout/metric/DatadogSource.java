package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Request;
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
 * Asks Datadog for a metric query, by version 2 of its API: unlike version 1 it takes the length of a step, and application
 * keys that may do nothing but read series.
 *
 * @see <a href="https://docs.datadoghq.com/api/latest/metrics/#query-timeseries-data-across-multiple-products">Query
 *     timeseries data across multiple products</a>
 */
public class DatadogSource extends ServerSource {
    private static final long serialVersionUID = 1L;
    private static final String QUERY = "a metric query, avg:system.load.1{service:shop} for example";

    private final String query;
    private String per;

    @DataBoundConstructor
    public DatadogSource(String query) {
        this.query = Fields.trimmed(query);
    }

    public String getQuery() {
        return query;
    }

    /** What the first is divided by; null for nothing. */
    @CheckForNull
    public String getPer() {
        return per;
    }

    @DataBoundSetter
    public void setPer(String per) {
        this.per = Fields.trimmed(per);
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
        Endpoint endpoint = endpoint(request).below("/api/v2/query/timeseries");
        ObjectNode body = Answers.object();
        ObjectNode asked = body.putObject("data").put("type", "timeseries_request").putObject("attributes");
        asked.put("from", window.from().minus(window.step()).toEpochMilli())
                .put("to", window.to().toEpochMilli())
                .put("interval", window.step().toMillis());
        ArrayNode queries = asked.putArray("queries");
        query(queries, "query", request.fill(query));
        if (per != null) {
            query(queries, "per", request.fill(per));
        }
        asked.putArray("formulas").addObject().put("formula", per == null ? "query" : "default_zero(query) / per");
        return request.endpoints()
                .send(Request.post(endpoint, "application/json", body.toString()).header("Accept", "application/json"))
                .thenApply(response -> read(response, endpoint.headers(), window, request.now()));
    }

    private static void query(ArrayNode queries, String name, String query) {
        queries.addObject().put("data_source", "metrics").put("name", name).put("query", query);
    }

    private static Sample read(Response response, Map<String, String> sent, Window window, Instant now) {
        JsonNode answer = Answers.jsonOrStatus(response);
        JsonNode errors = answer.path("errors");
        if (!response.isSuccess() || !errors.isEmpty() || errors.isTextual()) {
            JsonNode first = errors.isArray() ? errors.path(0) : errors;
            throw Answers.refusal(response, first.path("detail").asText(first.asText()), sent);
        }
        JsonNode found = answer.path("data").path("attributes");
        var points = new Points(response.name(), window);
        if (found.path("series").size() != 1) {
            return points.notOne(found.path("series").size(), "query", "take its 'by {…}' away", now);
        }
        for (int i = 0; i < found.path("times").size(); i++) {
            JsonNode value = found.path("values").path(0).path(i);
            points.addBucket(Instant.ofEpochMilli(found.path("times").path(i).asLong()), value.asDouble(Double.NaN));
        }
        return points.toSample(now);
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return per == null ? query : query + " per " + per;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        return List.of(Fields.required("query", query, QUERY), Fields.placeholders("per", per));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("datadog")
    public static final class DescriptorImpl extends ServerSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Datadog";
        }

        /** Checks the query of a form. */
        @POST
        public FormValidation doCheckQuery(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(Fields.required("query", Fields.trimmed(value), QUERY));
        }
    }
}
