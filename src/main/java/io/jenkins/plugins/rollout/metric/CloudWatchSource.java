package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Asks Amazon CloudWatch for an expression that comes down to one series: metric math with {@code SEARCH}, or Metrics
 * Insights.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">GetMetricData</a>
 */
public class CloudWatchSource extends ServerSource {
    private static final long serialVersionUID = 1L;
    private static final String TARGET = "GraniteServiceVersion20100801.GetMetricData";
    private static final String TYPE = "application/x-amz-json-1.0";
    private static final String EXPRESSION = "metric math or Metrics Insights,"
            + " SELECT AVG(Duration) FROM \"AWS/Lambda\" WHERE FunctionName = 'shop' for example";

    private final String expression;
    private String region;

    @DataBoundConstructor
    public CloudWatchSource(String expression) {
        this.expression = Fields.trimmed(expression);
    }

    public String getExpression() {
        return expression;
    }

    /** Where the server's URL does not say it; null for the URL's. */
    @CheckForNull
    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Fields.trimmed(region);
    }

    /** Most of AWS' services measure every five minutes, and need some more to tell. */
    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        return newest(request, 15);
    }

    @Override
    public boolean givesSeries() {
        return true;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> series(@NonNull SampleRequest request, @NonNull Window window) {
        Endpoint endpoint = endpoint(request);
        long step = window.step().toSeconds();
        if (step % 60 != 0 && !List.of(1L, 5L, 10L, 20L, 30L).contains(step)) {
            throw new Unusable(endpoint.name() + " knows steps of 1, 5, 10, 20 and 30 s and of whole minutes, not of "
                    + step + " s");
        }
        ObjectNode body = Answers.object().put("ScanBy", "TimestampAscending");
        body.put("StartTime", window.from().getEpochSecond() - step).put("EndTime", window.to().getEpochSecond());
        ObjectNode asked = body.putArray("MetricDataQueries").addObject().put("Id", "rollout").put("Period", step);
        asked.put("Expression", Quotes.fill(request, expression));
        Request unsigned = Request.post(endpoint.below("/"), TYPE, body.toString()).header("X-Amz-Target", TARGET);
        return request.endpoints()
                .send(AwsSignature.sign(unsigned, region, "monitoring", Instant.now()))
                .thenApply(response -> read(response, endpoint.headers(), window, request.now()));
    }

    private static Sample read(Response response, Map<String, String> sent, Window window, Instant now) {
        JsonNode answer = Answers.jsonOrStatus(response);
        if (!response.isSuccess()) {
            throw Answers.refusal(response, answer.path("message").asText(answer.path("Message").asText()), sent);
        }
        JsonNode results = answer.path("MetricDataResults");
        var points = new Points(response.name(), window);
        if (results.size() != 1) {
            return points.notOne(results.size(), "expression", "wrap it in SUM() or AVG()", now);
        }
        JsonNode only = results.get(0);
        String status = only.path("StatusCode").asText("Complete");
        if (!status.equals("Complete")) {
            String more = only.path("Messages").path(0).path("Value").asText();
            throw Answers.refusal(response, (status + ", not all points: " + more).replaceAll(": $", ""), sent);
        }
        for (int i = 0; i < only.path("Timestamps").size(); i++) {
            Instant start = Instant.ofEpochSecond(only.path("Timestamps").path(i).asLong());
            points.addBucket(start, only.path("Values").path(i).asDouble(Double.NaN));
        }
        return points.toSample(now);
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return expression;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        return List.of(
                Quotes.required("expression", expression, EXPRESSION),
                Fields.matching("region", region, "[a-z0-9-]+", "is no region; write eu-west-1 for example"));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("cloudWatch")
    public static final class DescriptorImpl extends ServerSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Amazon CloudWatch";
        }

        /** Checks the expression of a form. */
        @POST
        public FormValidation doCheckExpression(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(Quotes.required("expression", Fields.trimmed(value), EXPRESSION));
        }
    }
}
