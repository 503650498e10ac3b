package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Test;

/** The source against a real InfluxDB 1.6. */
public class RealInfluxDbTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOW = Window.floor(Instant.now(), MINUTE);
    private static final Instant PAST = NOW.minus(Duration.ofHours(1));
    private static final Window WINDOW = new Window(PAST, PAST.plusSeconds(300), MINUTE);
    private static final String MEAN = "SELECT mean(\"value\") FROM \"latency\" WHERE \"version\" = '{{version}}' AND"
            + " $timeFilter GROUP BY time($__interval)";

    @ClassRule
    public static final InfluxDbServer INFLUXDB = new InfluxDbServer(RealInfluxDbTest::lines);

    /** Every 10 s a value, 0 to 5 in the first minute, 6 to 11 in the second one; nothing in the third one. */
    private static String lines() {
        var lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            if (i < 12 || i >= 18) {
                long at = PAST.getEpochSecond() + 10 * i;
                lines.append("latency,version=2.4.0,host=a value=%d,more=1 %d%n".formatted(i, at));
                lines.append("latency,version=2.4.0,host=b value=%d %d%n".formatted(i, at));
                lines.append("latency,version=2.3.1,host=a value=100 %d%n".formatted(at));
            }
        }
        long now = NOW.getEpochSecond();
        return lines.append("current value=7 %d%ncurrent value=9 %d%ncurrent value=1000 %d%n"
                        .formatted(now - 60, now - 50, now))
                .toString();
    }

    @Test
    public void everyStepIsGivenAtItsEnd() throws Exception {
        assertThat(asking().series(influx(MEAN), WINDOW), is(Map.of(60L, 2.5, 120L, 8.5, 240L, 20.5, 300L, 26.5)));
        assertThat(asking().version("2.3.1").series(influx(MEAN), WINDOW).get(60L), is(100.0));
        assertThat(asking().series(influx(MEAN + " fill(0)"), WINDOW).get(180L), is(0.0));
    }

    @Test
    public void asManyPointsAsAWindowMayHaveAreAnswered() throws Exception {
        var longest = new Window(PAST, PAST.plusSeconds(Window.MOST_POINTS - 1), Duration.ofSeconds(1));
        assertThat(asking().series(influx(MEAN + " fill(0)"), longest).size(), is(Window.MOST_POINTS));
    }

    @Test
    public void severalSeriesOrFieldsAreNoSeries() throws Exception {
        assertThat(
                asking().noData(influx(MEAN + ", \"host\""), WINDOW),
                is("influxDb 'real': the query gives 2 series; group by time alone"));
        assertThat(
                asking().noData(influx(MEAN.replace("SELECT", "SELECT max(\"value\"),")), WINDOW),
                is("influxDb 'real': the query gives several fields; select one"));
        assertThat(asking().noData(influx(MEAN + "; " + MEAN), WINDOW), containsString("several statements; write one"));
    }

    @Test
    public void whatIsNotThereIsNoData() throws Exception {
        assertThat(
                asking().version("9.9.9").noData(influx(MEAN), WINDOW),
                is("influxDb 'real': nothing matches the query in this time"));
    }

    @Test
    public void influxDbsOwnErrorsAreShown() throws Exception {
        assertThat(asking().noData(influx(MEAN + " fill("), WINDOW), containsString("influxDb 'real': error parsing query"));
        InfluxDbSource elsewhere = influx(MEAN);
        elsewhere.setDatabase("other");
        assertThat(asking().noData(elsewhere, WINDOW), containsString("reader not authorized to execute"));
        String refused = Asking.of(INFLUXDB.uri())
                .sending(InfluxDbServer.login("reader", "wrong-password"))
                .noData(influx(MEAN), WINDOW);
        assertThat(refused, is("influxDb 'real': authorization failed"));
        assertThat(refused, not(containsString("wrong-password")));
    }

    @Test
    public void aRegularExpressionMayHoldAVersionThatDoesNotEndIt() throws Exception {
        InfluxDbSource source = influx(MEAN.replace("= '{{version}}'", "=~ /^{{version}}$/"));
        assertThat(source.validate().isEmpty(), is(true));
        assertThat(asking().series(source, WINDOW).get(60L), is(2.5));
        assertThat(asking().version("2/OR/x").noData(source, WINDOW), containsString("a value with / in it"));
    }

    @Test
    public void oneNumberIsTheNewestMinuteThatIsOver() throws Exception {
        var source = influx("SELECT mean(\"value\") FROM \"current\" WHERE $timeFilter GROUP BY time($__interval)");
        assertThat(asking().at(NOW.plusSeconds(30)).value(source), is(8.0));
    }

    private static Asking asking() {
        return Asking.of(INFLUXDB.uri()).sending(InfluxDbServer.login("reader", "reader-password"));
    }

    private static InfluxDbSource influx(String query) {
        var source = new InfluxDbSource(query);
        source.setServer("real");
        source.setDatabase("shop");
        return source;
    }
}
