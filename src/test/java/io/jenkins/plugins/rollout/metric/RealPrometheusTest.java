package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.StubServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.RuleChain;

/** The sources against a real Prometheus, which is asked by one and looked at by the other. */
public class RealPrometheusTest {
    private static final StubServer SHOP = new StubServer();
    private static final PrometheusServer PROMETHEUS = new PrometheusServer(() -> List.of(SHOP.uri("/metrics")));

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
