package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.rollout.http.StubServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.RuleChain;

/** The sources against a real Prometheus, which is asked by one and looked at by the other. */
public class RealPrometheusTest {
    private static final StubServer SHOP = new StubServer();
    private static final Instant PAST =
            Window.floor(Instant.now(), Duration.ofHours(2)).minus(Duration.ofHours(6));
    private static final PrometheusServer PROMETHEUS =
            new PrometheusServer(() -> List.of(SHOP.uri("/metrics"))).remembering(RealPrometheusTest::past);

    @ClassRule
    public static final RuleChain RULES = RuleChain.outerRule(SHOP).around(PROMETHEUS);

    @Before
    public void scraped() {
        for (int i = 0; i < 400; i++) {
            SHOP.on("/metrics", 200, shop(i));
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> asking().value(prometheus("count(rate(requests_total[10s])) or vector(0)")) > 0);
    }

    private static String shop(int round) {
        return "# TYPE requests_total counter\n"
                + "requests_total{version=\"2.4.0\",status=\"200\"} " + 90 * round + "\n"
                + "requests_total{version=\"2.4.0\",status=\"500\"} " + 10 * round + "\n"
                + "requests_total{version=\"2.3.1\",status=\"200\"} " + 50 * round + "\n"
                + "# TYPE users gauge\nusers 7\nempty NaN\n";
    }

    @Test
    public void oneNumberIsAValue() throws Exception {
        assertThat(asking().value(prometheus("users")), is(7.0));
        assertThat(asking().value(prometheus("scalar(users) * 2")), is(14.0));
        String ratio = "sum(rate(requests_total{version=\"{{version}}\",status=~\"5..\"}[10s]))"
                + " / sum(rate(requests_total{version=\"{{version}}\"}[10s]))";
        assertThat(asking().value(prometheus(ratio)), closeTo(0.1, 0.02));
    }

    @Test
    public void everythingElseIsNoDataWithItsReason() throws Exception {
        assertThat(asking().noData(prometheus("requests_total")), containsString("3 series; aggregate them"));
        assertThat(asking().noData(prometheus("nothing")), containsString("no series matches the query"));
        assertThat(asking().noData(prometheus("users{version=\"{{version}}\"} / 0")), containsString("no series"));
        assertThat(asking().noData(prometheus("users / 0")), containsString("infinite"));
        assertThat(asking().noData(prometheus("empty")), containsString("not a number"));
        assertThat(asking().noData(prometheus("users[5s]")), containsString("a range of values"));
        assertThat(asking().noData(prometheus("\"seven\"")), containsString("a text"));
        assertThat(asking().noData(prometheus("sum(")), containsString("parse error"));
    }

    @Test
    public void aRealExpositionIsUnderstood() throws Exception {
        Asking metrics = Asking.of(URI.create(PROMETHEUS.uri() + "/metrics")).at(0, 0.01, 1, 2, 3, 4);
        assertThat(metrics.value(openMetrics("go_goroutines")), greaterThan(1.0));
        assertThat(metrics.value(openMetrics("prometheus_target_interval_length_seconds_count")), greaterThan(-1.0));
        OpenMetricsSource failed = openMetrics("prometheus_http_requests_total{code=~\"5..\",handler=\"/metrics\"}");
        failed.setPer("prometheus_http_requests_total{handler=\"/metrics\"}");
        assertThat(metrics.value(failed), is(0.0));
    }

    /** One hour of a counter that rises by 6 a minute, and by 60 in the last 20 minutes, with a gap. */
    private static String past() {
        var text = new StringBuilder("# TYPE orders counter\n");
        double total = 0;
        for (int minute = 0; minute <= 60; minute++) {
            if (minute < 20 || minute > 30) {
                text.append("orders_total{version=\"2.4.0\"} %s %d%n"
                        .formatted(total, PAST.getEpochSecond() + minute * 60));
            }
            total += minute < 40 ? 6 : 60;
        }
        return text.append("# EOF\n").toString();
    }

    @Test
    public void thePastIsASeries() throws Exception {
        var orders = prometheus("sum(rate(orders_total{version=\"{{version}}\"}[2m])) * 60");
        var hour = new Window(PAST, PAST.plus(Duration.ofHours(1)), Duration.ofMinutes(1));
        Map<Long, Double> series = asking().series(orders, hour);
        assertThat(series.get(5 * 60L), closeTo(6, 0.01));
        assertThat(series.get(60 * 60L), closeTo(60, 0.01));
        assertThat("in the gap", series.get(25 * 60L), is(nullValue()));
        assertThat("later points know of more", series.keySet().stream().allMatch(at -> at >= 60), is(true));
    }

    @Test
    public void asManyPointsAsAWindowMayHaveAreAnswered() throws Exception {
        var step = Duration.ofSeconds(1);
        var longest = new Window(PAST, PAST.plusSeconds(Window.MOST_POINTS - 1), step);
        assertThat(asking().series(prometheus("vector(0.123456789012345)"), longest).size(), is(Window.MOST_POINTS));
    }

    @Test
    public void aRangeWithoutNumbersIsNoDataWithItsReason() throws Exception {
        var early = new Window(PAST.minusSeconds(3600), PAST.minusSeconds(60), Duration.ofMinutes(1));
        var hour = new Window(PAST, PAST.plusSeconds(3600), Duration.ofMinutes(1));
        assertThat(asking().noData(prometheus("sum(orders_total)"), early), containsString("no series matches"));
        assertThat(asking().noData(prometheus("orders_total / 0 * 0"), hour), containsString("there is no number from"));
        assertThat(asking().noData(prometheus("orders_total[5m]"), hour), containsString("invalid expression type"));
        assertThat(asking().noData(prometheus("vector(1) or label_replace(vector(2), \"a\", \"b\", \"\", \"\")"), hour),
                containsString("2 series"));
    }

    private static Asking asking() {
        return Asking.of(PROMETHEUS.uri());
    }

    private static PrometheusSource prometheus(String query) {
        var source = new PrometheusSource(query);
        source.setServer("real");
        return source;
    }

    private static OpenMetricsSource openMetrics(String metric) {
        var source = new OpenMetricsSource(metric);
        source.setServer("real");
        return source;
    }
}
