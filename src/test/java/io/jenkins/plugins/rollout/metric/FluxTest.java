package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/**
 * InfluxDB 2.x by the written contract of its API: no Debian package has it, and the 1.6 of {@link RealInfluxDbTest} has no
 * {@code /api/v2/query}.
 */
public class FluxTest extends WrittenContract {
    private final InfluxDbSource source = source("from(bucket: \"shop\") |> range(start: v.timeRangeStart, stop: v.timeRangeStop)"
            + " |> filter(fn: (r) => r.version == \"{{version}}\") |> group()"
            + " |> aggregateWindow(every: v.windowPeriod, fn: mean)");

    public FluxTest() {
        super("influxDb2", "/api/v2/query", Map.of("Authorization", "Token t0ken-s3cret"));
    }

    @Test
    public void asksAsDocumentedWithItsToken() throws Exception {
        answers("answer.csv").series(source, WINDOW);
        assertAskedAsDocumented();
        assertHeadersSent();
        assertThat(asked().uri(), is("/api/v2/query?org=my+org"));
        assertThat(header("Accept"), is("application/csv"));
    }

    @Test
    public void rowsWithoutANumberAreLeftOut() throws Exception {
        assertThat(answers("answer.csv").series(source, WINDOW), is(Map.of(0L, 0.25, 180L, 0.0015)));
        assertThat(answers("answer.csv").at(200).value(source), is(0.0015));
    }

    @Test
    public void severalTablesAndNoneAreNoData() throws Exception {
        Asking asking = answers("several.csv", "sections.csv", "nothing.csv", "texts.csv");
        for (int i = 0; i < 2; i++) {
            assertThat(
                    asking.noData(source, WINDOW),
                    is("influxDb 'test': the query gives 2 series; put them together with group() before"
                            + " aggregateWindow()"));
        }
        assertThat(asking.noData(source, WINDOW), is("influxDb 'test': nothing matches the query in this time"));
        assertThat(asking.noData(source, WINDOW), containsString("rows that have no number in _value at a _time"));
    }

    @Test
    public void influxDbsOwnErrorsAreShown() throws Exception {
        assertThat(answers(401, "unauthorized.json").noData(source, WINDOW), is("influxDb 'test': unauthorized access"));
    }

    @Test
    public void mistakesInTheQueryAreShown() throws Exception {
        assertThat(
                answers(400, "invalid.json").noData(source, WINDOW),
                is("influxDb 'test': compilation failed: error @1:8-1:14: undefined identifier bucket"));
    }

    @Test
    public void aFailureInTheMiddleOfAnAnswerIsOne() throws Exception {
        assertThat(
                answers("failure.csv").noData(source, WINDOW),
                is("influxDb 'test': runtime error @1:1-1:20: mean: unsupported aggregate column type string"));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        assertThat(problems(source), is(List.of()));
        assertThat(problems(source("from(bucket: \"shop\") |> range(start: -5m)")), is(List.of(
                "query: does not say v.timeRangeStart, where the window goes",
                "query: does not say v.timeRangeStop, where the window goes",
                "query: does not say v.windowPeriod, where the window goes")));
        InfluxDbSource both = source("x");
        both.setDatabase("shop");
        assertThat(problems(both), is(List.of(
                "database: stands beside org; write a database for InfluxDB 1.x, or an org for 2.x")));
        var old = new InfluxDbSource("SELECT mean(x) FROM y WHERE v = {{version}}");
        old.setServer("test");
        assertThat(problems(old), is(List.of(
                "query: {{version}} stands outside of quotes; write '{{version}}'",
                "database: is missing; write a database for InfluxDB 1.x, or an org for 2.x")));
    }

    private static InfluxDbSource source(String query) {
        var source = new InfluxDbSource(query);
        source.setServer("test");
        source.setOrg("my org");
        return source;
    }
}
