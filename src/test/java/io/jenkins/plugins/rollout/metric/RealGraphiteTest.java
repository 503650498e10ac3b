package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Test;

/** The source against a real Graphite. */
public class RealGraphiteTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant NOW = Window.floor(Instant.now(), MINUTE);
    private static final Instant PAST = NOW.minus(Duration.ofHours(1));
    private static final Window WINDOW = new Window(PAST, PAST.plusSeconds(300), MINUTE);

    @ClassRule
    public static final GraphiteServer GRAPHITE = new GraphiteServer(RealGraphiteTest::lines);

    /** Every 10 s a value, 0 to 5 in the first minute, 6 to 11 in the second one; nothing in the third one. */
    private static String lines() {
        var lines = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            if (i < 12 || i >= 18) {
                lines.append("shop.2_4_0.a.latency %d %d%n".formatted(i, PAST.getEpochSecond() + 10 * i));
                lines.append("shop.2_4_0.b.latency %d %d%n".formatted(100, PAST.getEpochSecond() + 10 * i));
            }
        }
        // a minute that is over, and one that is not
        long now = NOW.getEpochSecond();
        return lines.append("shop.now 7 %d%nshop.now 9 %d%nshop.now 1000 %d%n".formatted(now - 60, now - 50, now)).toString();
    }

    @Test
    public void everyStepIsTheMeanOfItsPointsAndIsGivenAtItsEnd() throws Exception {
        assertThat(
                asking().series(graphite("shop.2_4_0.a.latency"), WINDOW),
                is(Map.of(60L, 2.5, 120L, 8.5, 240L, 20.5, 300L, 26.5)));
    }

    @Test
    public void stepsMayBeSummedUpInOtherWays() throws Exception {
        GraphiteSource source = graphite("shop.2_4_0.a.latency");
        source.setConsolidateBy("sum");
        assertThat(asking().series(source, WINDOW), is(Map.of(60L, 15.0, 120L, 51.0, 240L, 123.0, 300L, 159.0)));
        source.setConsolidateBy("max");
        assertThat(asking().series(source, WINDOW).get(120L), is(11.0));
        source.setConsolidateBy("last");
        assertThat(asking().series(source, WINDOW).get(60L), is(5.0));
    }

    @Test
    public void stepsAsFineAsThePointsGiveThePoints() throws Exception {
        var fine = new Window(PAST, PAST.plusSeconds(30), Duration.ofSeconds(10));
        assertThat(asking().series(graphite("shop.2_4_0.a.latency"), fine), is(Map.of(10L, 0.0, 20L, 1.0, 30L, 2.0)));
    }

    @Test
    public void severalSeriesWantToBeAggregated() throws Exception {
        assertThat(
                asking().noData(graphite("shop.2_4_0.*.latency"), WINDOW),
                is("graphite 'real': the target gives 2 series; wrap it in sumSeries() or averageSeries()"));
        assertThat(asking().series(graphite("sumSeries(shop.2_4_0.*.latency)"), WINDOW).get(60L), is(102.5));
    }

    @Test
    public void whatIsNotThereIsNoData() throws Exception {
        assertThat(asking().noData(graphite("shop.nothing"), WINDOW), is("graphite 'real': nothing matches the target in this time"));
        var before = new Window(PAST.minusSeconds(600), PAST.minusSeconds(300), MINUTE);
        assertThat(asking().noData(graphite("shop.2_4_0.a.latency"), before), containsString("there is no number from"));
    }

    @Test
    public void graphitesOwnErrorsAreShown() throws Exception {
        assertThat(
                asking().noData(graphite("noFunction(shop.a)"), WINDOW),
                containsString("graphite 'real': Invalid parameters (Received request for unknown function: noFunction)"));
    }

    @Test
    public void oneNumberIsTheNewestMinuteThatIsOver() throws Exception {
        assertThat(Asking.of(GRAPHITE.uri()).at(NOW.plusSeconds(30)).value(graphite("shop.now")), is(8.0));
    }

    private static Asking asking() {
        return Asking.of(GRAPHITE.uri());
    }

    private static GraphiteSource graphite(String target) {
        var source = new GraphiteSource(target);
        source.setServer("real");
        return source;
    }
}
