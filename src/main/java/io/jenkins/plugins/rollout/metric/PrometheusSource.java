package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Asks a Prometheus server, or one that speaks its HTTP API (Thanos, Mimir, VictoriaMetrics), for the value of a PromQL
 * expression, now or at each time of a window. The expression must come down to one number: a scalar, or a vector of one
 * series.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/#expression-queries">Expression queries</a>
 */
public class PrometheusSource extends HttpMetricSource {
    private static final long serialVersionUID = 1L;
    private static final String NOW = "/api/v1/query";
    private static final String RANGE = "/api/v1/query_range";

    private final String query;

    @DataBoundConstructor
    public PrometheusSource(String query) {
        this.query = Fields.trimmed(query);
    }

    public String getQuery() {
        return query;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        return question(request, NOW, "").thenApply(asked -> read(asked, request.now()));
    }

    @Override
    public boolean givesSeries() {
        return true;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> series(@NonNull SampleRequest request, @NonNull Window window) {
        String range = "&start=" + window.from().getEpochSecond() + "&end="
                + window.to().getEpochSecond() + "&step=" + window.step().toSeconds();
        return question(request, RANGE, range).thenApply(asked -> readSeries(asked, window, request.now()));
    }

    /** An answer, and the headers that it must not repeat to anybody. */
    private record Asked(Response response, Map<String, String> sent) {}

    private CompletionStage<Asked> question(SampleRequest request, String path, String more) {
        Endpoint endpoint = endpoint(request).below(path);
        return ask(request, endpoint, "query=" + encoded(request.fill(query)) + more)
                .thenApply(response -> new Asked(response, endpoint.headers()));
    }

    private static Sample read(Asked asked, Instant now) {
        String name = asked.response().name();
        JsonNode answer = status(asked);
        JsonNode result = answer.path("data").path("result");
        String type = answer.path("data").path("resultType").asText();
        return switch (type) {
            case "scalar" -> number(name, result, now);
            case "vector" -> only(name, result, now, "histogram", one -> number(name, one.path("value"), now));
            case "matrix" -> new Sample.NoData(
                    name
                            + ": the query gives a range of values, not one; take the [range] away or put it into"
                            + " rate() or avg_over_time()",
                    now);
            case "string" -> new Sample.NoData(name + ": the query gives a text, not a number", now);
            default -> new Sample.NoData(name + " answered with something that is not a query's result", now);
        };
    }

    /** Times at which there is nothing to be known are left out by Prometheus itself, and histograms by us. */
    private static Sample readSeries(Asked asked, Window window, Instant now) {
        String name = asked.response().name();
        JsonNode data = status(asked).path("data");
        if (!data.path("resultType").asText().equals("matrix")) {
            return new Sample.NoData(name + " answered with something that is not a range query's result", now);
        }
        return only(name, data.path("result"), now, "histograms", series -> {
            var points = new Points(name, window);
            for (JsonNode pair : series.path("values")) {
                Instant at = Instant.ofEpochMilli(Math.round(pair.path(0).asDouble() * 1000));
                points.add(at, value(name, pair.path(1).asText()));
            }
            return points.toSample(now);
        });
    }

    private static JsonNode status(Asked asked) {
        Response response = asked.response();
        JsonNode answer = Answers.jsonOrStatus(response);
        if (answer.path("status").asText().equals("error") || !response.isSuccess()) {
            throw Answers.refusal(response, answer.path("error").asText(), asked.sent());
        }
        return answer;
    }

    /** What there is to be read from the one series of a result. */
    private static Sample only(
            String name, JsonNode result, Instant now, String histogram, Function<JsonNode, Sample> read) {
        if (result.isEmpty()) {
            return new Sample.NoData(name + ": no series matches the query", now);
        }
        if (result.size() > 1) {
            return new Sample.NoData(
                    name + ": the query gives " + result.size()
                            + " series; aggregate them to one, with sum() or avg() for example",
                    now);
        }
        return result.get(0).has(histogram)
                ? new Sample.NoData(name + ": the query gives a histogram; put it into histogram_quantile()", now)
                : read.apply(result.get(0));
    }

    /** A pair of time and value, the value as text so that it can be NaN or infinite. */
    private static Sample number(String name, JsonNode pair, Instant now) {
        return Sample.of(name, value(name, pair.path(1).asText()), now);
    }

    private static double value(String name, String text) {
        try {
            return switch (text) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(text);
            };
        } catch (NumberFormatException e) {
            throw new Unusable(name + " answered with a value that is not a number");
        }
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return query;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        return List.of(Fields.required("query", query, "a PromQL expression that gives one number"));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("prometheus")
    public static final class DescriptorImpl extends HttpMetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Prometheus";
        }

        /** Checks the query of a form. */
        @POST
        public FormValidation doCheckQuery(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(
                    Fields.required("query", Fields.trimmed(value), "a PromQL expression that gives one number"));
        }
    }
}
