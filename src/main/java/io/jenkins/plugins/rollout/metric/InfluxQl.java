package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Response;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Speaks with an InfluxDB 1.x, in InfluxQL.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v1/tools/api/#query-http-endpoint">The /query endpoint</a>
 */
final class InfluxQl {
    /** What a query must say, each in one of its spellings. */
    static final List<List<String>> WORDS = List.of(List.of("$timeFilter"), List.of("$__interval", "$interval"));

    private InfluxQl() {}

    static CompletionStage<Sample> ask(
            SampleRequest request, Endpoint server, String database, String query, Window window) {
        Endpoint endpoint = server.below("/query");
        String form = "db=" + ServerSource.encoded(database) + "&epoch=s&q=" + ServerSource.encoded(put(query, window));
        return ServerSource.ask(request, endpoint, form)
                .thenApply(response -> read(response, endpoint.headers(), window, request.now()));
    }

    private static String put(String query, Window window) {
        String interval = window.step().toSeconds() + "s";
        String filter = "time >= " + window.from().minus(window.step()).getEpochSecond() + "s AND time < "
                + window.to().getEpochSecond() + "s";
        return query.replace("$timeFilter", filter)
                .replace("$__interval", interval)
                .replace("$interval", interval);
    }

    private static Sample read(Response response, Map<String, String> sent, Window window, Instant now) {
        JsonNode answer = Answers.jsonOrStatus(response);
        JsonNode result = answer.path("results").path(0);
        String error = answer.path("error").asText(result.path("error").asText());
        if (!error.isEmpty() || !response.isSuccess()) {
            throw Answers.refusal(response, error, sent);
        }
        JsonNode series = result.path("series");
        var points = new Points(response.name(), window);
        if (answer.path("results").size() > 1) {
            return new Sample.NoData(response.name() + ": the query is several statements; write one", now);
        }
        if (series.size() != 1) {
            return points.notOne(series.size(), "query", "group by time alone", now);
        }
        if (result.path("partial").asBoolean() || series.get(0).path("partial").asBoolean()) {
            return new Sample.NoData(response.name() + " answered with a part of the points; write a longer step", now);
        }
        if (series.get(0).path("columns").size() != 2) {
            return new Sample.NoData(response.name() + ": the query gives several fields; select one", now);
        }
        for (JsonNode row : series.get(0).path("values")) {
            points.addBucket(Instant.ofEpochSecond(row.path(0).asLong()), row.path(1).asDouble(Double.NaN));
        }
        return points.toSample(now);
    }
}
