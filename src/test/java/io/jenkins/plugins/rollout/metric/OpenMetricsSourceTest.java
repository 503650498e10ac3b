package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

public class OpenMetricsSourceTest {
    @Rule
    public final StubServer server = new StubServer();

    private Asking asking;

    @Test
    public void aGaugeIsTakenAsItIs() throws Exception {
        shows("# TYPE queue gauge\nqueue{v=\"2.4.0\"} 7\nqueue{v=\"2.3.1\"} 9\n");
        assertThat(asking().value(source("queue{v=\"{{version}}\"}")), is(7.0));
        assertThat(server.asked(), hasSize(1));
        assertThat(
                server.asked().get(0).header("Accept"), containsString("application/openmetrics-text;version=1.0.0"));
        assertThat(server.asked().get(0).header("Authorization"), is(Asking.SECRET));
    }

    @Test
    public void aCounterIsARateFromTheFirstLookOn() throws Exception {
        shows("requests_total 100\n").shows("requests_total 150\n");
        assertThat(asking().at(0, 5).value(source("requests_total")), is(10.0));
        assertThat(server.asked(), hasSize(2));
    }

    @Test
    public void laterLooksReckonFromTheOneBefore() throws Exception {
        shows("requests_total 100\n").shows("requests_total 150\n").shows("requests_total 270\n");
        OpenMetricsSource source = source("requests_total");
        asking().at(0, 5).value(source);
        assertThat(asking().at(65).value(source), is(120.0 / 60));
        assertThat(server.asked(), hasSize(3));
    }

    @Test
    public void aCounterThatStartedAgainCountsFromZero() throws Exception {
        shows("r_total{i=\"1\"} 1000\nr_total{i=\"2\"} 10\n").shows("r_total{i=\"1\"} 30\nr_total{i=\"2\"} 30\n");
        assertThat(asking().at(0, 10).value(source("r_total")), is(5.0));
    }

    @Test
    public void aCounterThatAppearsCountsFromZeroAndOneThatGoesCountsNothing() throws Exception {
        shows("r_total{i=\"1\"} 100\n").shows("r_total{i=\"2\"} 20\n");
        assertThat(asking().at(0, 10).value(source("r_total")), is(2.0));
    }

    @Test
    public void severalCountersAreSummedUp() throws Exception {
        shows("r_total{i=\"1\"} 1\nr_total{i=\"2\"} 1\n").shows("r_total{i=\"1\"} 6\nr_total{i=\"2\"} 6\n");
        assertThat(asking().at(0, 5).value(source("r_total")), is(2.0));
    }

    @Test
    public void severalGaugesAreToBeNarrowedDown() throws Exception {
        shows("g{i=\"1\"} 1\ng{i=\"2\"} 1\n");
        assertThat(asking().noData(source("g")), containsString("2 series match g; narrow it to one"));
    }

    @Test
    public void aRatioOfCounters() throws Exception {
        shows("r_total{s=\"200\"} 100\nr_total{s=\"500\"} 0\n")
                .shows("r_total{s=\"200\"} 190\nr_total{s=\"500\"} 10\n");
        OpenMetricsSource source = source("r_total{s=~\"5..\"}");
        source.setPer("r_total");
        assertThat(asking().at(0, 5).value(source), closeTo(0.1, 1e-12));
    }

    @Test
    public void noTrafficIsNoData() throws Exception {
        shows("r_total{s=\"200\"} 100\nr_total{s=\"500\"} 3\n");
        OpenMetricsSource source = source("r_total{s=~\"5..\"}");
        source.setPer("r_total");
        assertThat(
                asking().at(0, 5).noData(source), is("openMetrics 'test': r_total did not grow, there was no traffic"));
    }

    @Test
    public void noErrorCountedYetIsZeroWhereTrafficIsProved() throws Exception {
        shows("r_total{s=\"200\"} 100\n").shows("r_total{s=\"200\"} 200\n");
        OpenMetricsSource source = source("r_total{s=~\"5..\"}");
        source.setPer("r_total");
        assertThat(asking().at(0, 5).value(source), is(0.0));
        assertThat(
                asking().at(0, 5).noData(source("r_total{s=~\"5..\"}")), containsString("no series matches r_total"));
    }

    @Test
    public void aMisspeltNameIsNotZero() throws Exception {
        shows("r_total{s=\"200\"} 100\n").shows("r_total{s=\"200\"} 200\n");
        for (String misspelt : List.of("r_totl{s=~\"5..\"}", "r_total{st=~\"5..\"}")) {
            OpenMetricsSource source = source(misspelt);
            source.setPer("r_total");
            asking = null;
            assertThat(asking().at(0, 5, 10).noData(source), containsString("no series matches " + misspelt));
        }
    }

    @Test
    public void anErrorThatAppearsForTheFirstTimeCounts() throws Exception {
        shows("r_total{s=\"200\"} 100\n").shows("r_total{s=\"200\"} 150\nr_total{s=\"500\"} 50\n");
        OpenMetricsSource source = source("r_total{s=~\"5..\"}");
        source.setPer("r_total");
        assertThat(asking().at(0, 5).value(source), is(0.5));
    }

    @Test
    public void aRatioOfGauges() throws Exception {
        shows("used 3\nsize 4\nnone 0\n");
        OpenMetricsSource source = source("used");
        source.setPer("size");
        assertThat(asking().value(source), is(0.75));
        source.setPer("none");
        assertThat(asking().noData(source), is("openMetrics 'test': none is 0"));
    }

    @Test
    public void theTypeMayBeSaid() throws Exception {
        shows("hits 10\nlive_total 4\n").shows("hits 20\nlive_total 5\n").shows("hits 20\nlive_total 5\n");
        OpenMetricsSource hits = source("hits");
        hits.setType("Counter");
        assertThat(asking().at(0, 5).value(hits), is(2.0));
        OpenMetricsSource live = source("live_total");
        live.setType("gauge");
        assertThat(asking().value(live), is(5.0));
    }

    @Test
    public void notANumberIsNoData() throws Exception {
        shows("g NaN\nc_total NaN\n");
        assertThat(asking().noData(source("g")), is("openMetrics 'test': the value is not a number"));
        assertThat(asking().at(0, 5).noData(source("c_total")), is("openMetrics 'test': the value is not a number"));
    }

    @Test
    public void aTextThatIsCutOffIsNoData() throws Exception {
        server.on("/metrics", 200, Map.of("Content-Type", "application/openmetrics-text; version=1.0.0"), "g 1\n");
        assertThat(
                asking().noData(source("g")),
                is("openMetrics 'test': the exposition is cut off: it does not end with # EOF"));
    }

    @Test
    public void aTextThatIsNoExpositionIsNoData() throws Exception {
        shows("<html>\n");
        assertThat(asking().noData(source("g")), is("openMetrics 'test': line 1 of the exposition is not understood"));
    }

    @Test
    public void aLookThatFailsLeavesTheOneBeforeInPlace() throws Exception {
        shows("r_total 100\n").shows("r_total 110\n");
        server.on("/metrics", 503, "").on("/metrics", 200, "r_total 230\n");
        OpenMetricsSource source = source("r_total");
        asking().at(0, 10).value(source);
        assertThat(asking().noData(source), is("HTTP 503 from openMetrics 'test'"));
        assertThat(asking().at(40).value(source), is(120.0 / 30));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        OpenMetricsSource wrong = source("rate(x[5m])");
        wrong.setPer("{");
        wrong.setType("histogram");
        assertThat(wrong.validate().stream().map(Problem::field).toList(), is(List.of("metric", "per", "type")));
        assertThat(source("x{v=\"{{version}}\"}").validate(), is(List.of()));
        assertThat(source(null).validate().get(0).toString(), containsString("metric: is missing"));
    }

    @Test
    public void describesItself() {
        OpenMetricsSource source = source("errors_total");
        source.setPer("requests_total");
        assertThat(source.describe(), is("openMetrics 'test': errors_total per requests_total"));
    }

    private OpenMetricsSourceTest shows(String exposition) {
        server.on("/metrics", 200, Map.of("Content-Type", "text/plain; version=0.0.4"), exposition);
        return this;
    }

    private Asking asking() {
        if (asking == null) {
            asking = Asking.of(server.uri("/metrics"));
        }
        return asking;
    }

    private static OpenMetricsSource source(String metric) {
        var source = new OpenMetricsSource(metric);
        source.setServer("test");
        return source;
    }
}
