package io.jenkins.plugins.rollout.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a Prometheus answers to range queries when its numbers scatter around a mean that depends on the query. */
public final class RangeAnswers implements Function<StubServer.Asked, String> {
    /** Where a Prometheus answers range queries, below its URL. */
    public static final String PATH = "/api/v1/query_range";

    private final ToDoubleFunction<String> mean;

    /** @param mean of each query's numbers; they scatter by a tenth of it, the same at every look */
    public RangeAnswers(ToDoubleFunction<String> mean) {
        this.mean = mean;
    }

    @Override
    public String apply(StubServer.Asked asked) {
        Map<String, String> form = form(asked.body());
        String query = form.get("query");
        long step = Long.parseLong(form.get("step"));
        double around = mean.applyAsDouble(query);
        var values = new StringBuilder();
        for (long at = Long.parseLong(form.get("start")); at <= Long.parseLong(form.get("end")); at += step) {
            double scatter = new Random(31 * at + query.hashCode()).nextGaussian();
            values.append(values.isEmpty() ? "" : ",")
                    .append("[").append(at).append(",\"").append(around * (1 + scatter / 10)).append("\"]");
        }
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":["
                + values + "]}]}}";
    }

    private static Map<String, String> form(String body) {
        var form = new HashMap<String, String>();
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }
}
