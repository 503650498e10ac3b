package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Speaks with an InfluxDB 2.x, in Flux.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostQuery">POST /api/v2/query</a>
 */
final class Flux {
    /** What a query must say. */
    static final List<List<String>> WORDS =
            List.of(List.of("v.timeRangeStart"), List.of("v.timeRangeStop"), List.of("v.windowPeriod"));

    private Flux() {}

    static CompletionStage<Sample> ask(
            SampleRequest request, Endpoint server, String org, String query, Window window) {
        Endpoint endpoint = server.below("/api/v2/query?org=" + ServerSource.encoded(org));
        ObjectNode body = Answers.object().put("type", "flux").put("query", put(query, window));
        body.putObject("dialect").put("header", true).putArray("annotations").add("datatype");
        return request.endpoints()
                .send(Request.post(endpoint, "application/json", body.toString()).header("Accept", "application/csv"))
                .thenApply(response -> read(response, endpoint.headers(), window, request.now()));
    }

    private static String put(String query, Window window) {
        return query.replace("v.timeRangeStart", window.from().minus(window.step()).toString())
                .replace("v.timeRangeStop", window.to().toString())
                .replace("v.windowPeriod", window.step().toSeconds() + "s");
    }

    private static Sample read(Response response, Map<String, String> sent, Window window, Instant now) {
        if (!response.isSuccess()) {
            throw Answers.refusal(response, Answers.jsonOrStatus(response).path("message").asText(), sent);
        }
        String name = response.name();
        var points = new Points(name, window);
        var tables = new HashSet<List<String>>();
        for (Map<String, String> row : AnnotatedCsv.rows(response.wholeBody())) {
            if (row.containsKey("error") && row.containsKey("reference")) {
                throw Answers.refusal(response, row.get("error"), sent);
            }
            tables.add(List.of(row.get(AnnotatedCsv.SECTION), row.getOrDefault("table", "")));
            add(name, points, row);
        }
        return tables.size() == 1
                ? points.toSample(now)
                : points.notOne(
                        tables.size(), "query", "put them together with group() before aggregateWindow()", now);
    }

    /** A row of {@code aggregateWindow}, which has the end of its window as its time. */
    private static void add(String name, Points points, Map<String, String> row) {
        String value = row.getOrDefault("_value", "");
        try {
            if (!value.isEmpty()) {
                points.add(Instant.parse(row.getOrDefault("_time", "")), Double.parseDouble(value));
            }
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new Unusable(name + " answered with rows that have no number in _value at a _time");
        }
    }
}
