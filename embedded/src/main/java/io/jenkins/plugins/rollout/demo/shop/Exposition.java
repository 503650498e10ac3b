package io.jenkins.plugins.rollout.demo.shop;

import java.util.Locale;

/** Writes measurements in Prometheus' text format 0.0.4. */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private Exposition() {}

    static String of(Measurements measurements, String candidate, Split split) {
        StringBuilder text = new StringBuilder();
        head(text, "shop_requests_total", "counter", "Requests answered, by version, HTTP status and audience.");
        measurements.counts().forEach((kind, count) -> line(
                text,
                "shop_requests_total",
                "version=\"%s\",status=\"%d\",audience=\"%s\""
                        .formatted(kind.version(), kind.status(), kind.audience()),
                count));
        head(text, "shop_request_seconds", "histogram", "Time from request to answer, as the router sees it.");
        measurements.histograms().forEach((version, histogram) -> histogram(text, version, histogram));
        head(text, "shop_exposure_percent", "gauge", "Percent of an audience that gets the version.");
        exposure(text, candidate, Measurements.EVERYONE, split.everyone().doubleValue());
        split.audiences().forEach((audience, share) -> exposure(text, candidate, audience, share.doubleValue()));
        return text.toString();
    }

    private static void histogram(StringBuilder text, String version, Measurements.Histogram histogram) {
        long upTo = 0;
        for (int i = 0; i < histogram.buckets().length; i++) {
            upTo += histogram.buckets()[i];
            String bound = i < Measurements.BOUNDS.length ? String.valueOf(Measurements.BOUNDS[i]) : "+Inf";
            line(text, "shop_request_seconds_bucket", "version=\"%s\",le=\"%s\"".formatted(version, bound), upTo);
        }
        line(text, "shop_request_seconds_sum", "version=\"%s\"".formatted(version), histogram.sumSeconds());
        line(text, "shop_request_seconds_count", "version=\"%s\"".formatted(version), upTo);
    }

    private static void exposure(StringBuilder text, String version, String audience, double percent) {
        String labels = "version=\"%s\",audience=\"%s\"".formatted(version, label(audience));
        line(text, "shop_exposure_percent", labels, percent);
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, String labels, Number value) {
        text.append(String.format(Locale.ROOT, "%s{%s} %s%n", name, labels, value).replace("\r\n", "\n"));
    }

    /** A label's value came from outside: backslash, quote and line end are escaped as the format says. */
    private static String label(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
