package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * New Relic's GraphQL API, as far as it gives what an NRQL query gives.
 *
 * @param request who asks
 * @param endpoint where
 * @param account whose data is asked
 */
record NerdGraph(SampleRequest request, Endpoint endpoint, long account) {
    /** How many buckets one {@code TIMESERIES} can have. */
    private static final int MOST_BUCKETS = 366;

    private static final String GRAPH =
            "query($id: Int!, $nrql: Nrql!) { actor { account(id: $id) { nrql(query: $nrql, timeout: 20) { results } } } }";
    private static final Set<String> NOT_VALUES = Set.of("beginTimeSeconds", "endTimeSeconds", "inspectedCount");

    /** Asks for the buckets of a window, as many at once as one answer can have. */
    CompletionStage<Sample> series(String nrql, Window window) {
        var points = new Points(endpoint.name(), window);
        return ask(nrql, window, window.from(), points).thenApply(done -> points.toSample(request.now()));
    }

    private CompletionStage<Void> ask(String nrql, Window window, Instant first, Points points) {
        if (first.isAfter(window.to())) {
            return CompletableFuture.completedFuture(null);
        }
        Instant most = first.plus(window.step().multipliedBy(MOST_BUCKETS - 1));
        Instant last = most.isAfter(window.to()) ? window.to() : most;
        String bounded = "%s SINCE %d UNTIL %d TIMESERIES %d SECONDS".formatted(
                nrql,
                first.minus(window.step()).toEpochMilli(),
                last.toEpochMilli(),
                window.step().toSeconds());
        ObjectNode body = Answers.object().put("query", GRAPH);
        body.putObject("variables").put("id", account).put("nrql", bounded);
        return request.endpoints()
                .send(Request.post(endpoint, "application/json", body.toString()))
                .thenCompose(response -> {
                    results(response).forEach(result -> points.addBucket(
                            Instant.ofEpochSecond(result.path("beginTimeSeconds").asLong()), value(response, result)));
                    return ask(nrql, window, last.plus(window.step()), points);
                });
    }

    private JsonNode results(Response response) {
        JsonNode answer = Answers.jsonOrStatus(response);
        JsonNode errors = answer.path("errors");
        if (!response.isSuccess() || !errors.isEmpty()) {
            throw Answers.refusal(response, errors.path(0).path("message").asText(), endpoint.headers());
        }
        JsonNode results = answer.at("/data/actor/account/nrql/results");
        if (!results.isArray()) {
            throw new Unusable(response.name() + " answered without results; is this account one that the key may read?");
        }
        return results;
    }

    /** The one number of a result, which stands under its function's name, that of a percentile one level deeper. */
    private static double value(Response response, JsonNode result) {
        var values = new ArrayList<JsonNode>();
        result.properties().forEach(field -> {
            if (!NOT_VALUES.contains(field.getKey())) {
                JsonNode value = field.getValue();
                (value.isObject() ? value : Answers.object().set("", value)).forEach(values::add);
            }
        });
        if (values.size() != 1) {
            throw new Unusable(response.name() + ": the query gives " + values.size() + " numbers; select one");
        }
        return values.get(0).asDouble(Double.NaN);
    }
}
