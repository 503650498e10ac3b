package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

public class PrometheusSourceTest {
    private static final String PATH = "/api/v1/query";
    private static final String RANGE = "/api/v1/query_range";
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Window WINDOW = new Window(START, START.plusSeconds(180), Duration.ofMinutes(1));

    @Rule
    public final StubServer server = new StubServer();

    private final PrometheusSource source = source("up{version=\"{{version}}\"}");

    @Test
    public void postsTheFilledQueryWithTheServersHeaders() throws Exception {
        answers(200, data("scalar", "[1700000000.1, \"1\"]"));
        asking().value(source);
        StubServer.Asked asked = server.asked().get(0);
        assertThat(asked.method(), is("POST"));
        assertThat(asked.body(), is("query=up%7Bversion%3D%222.4.0%22%7D"));
        assertThat(asked.header("Content-type"), is("application/x-www-form-urlencoded"));
        assertThat(asked.header("Authorization"), is(Asking.SECRET));
    }

    @Test
    public void readsAScalar() throws Exception {
        answers(200, data("scalar", "[1700000000.1, \"0.25\"]"));
        assertThat(asking().value(source), is(0.25));
    }

    @Test
    public void readsAVectorOfOneSeries() throws Exception {
        answers(200, data("vector", "[{\"metric\": {\"a\": \"b\"}, \"value\": [1700000000, \"1e-3\"]}]"));
        assertThat(asking().value(source), is(0.001));
    }

    @Test
    public void warningsAreNoMistakes() throws Exception {
        answers(
                200,
                "{\"status\":\"success\",\"warnings\":[\"slow\"],\"infos\":[\"x\"],\"data\":{\"resultType\":\"scalar\","
                        + "\"result\":[1,\"7\"]}}");
        assertThat(asking().value(source), is(7.0));
    }

    @Test
    public void anEmptyVectorIsNoData() throws Exception {
        answers(200, data("vector", "[]"));
        assertThat(asking().noData(source), is("prometheus 'test': no series matches the query"));
    }

    @Test
    public void severalSeriesAskForAnAggregation() throws Exception {
        answers(200, data("vector", "[{\"metric\":{},\"value\":[1,\"1\"]},{\"metric\":{},\"value\":[1,\"2\"]}]"));
        assertThat(
                asking().noData(source),
                is("prometheus 'test': the query gives 2 series; aggregate them to one, with sum() or avg() for"
                        + " example"));
    }

    @Test
    public void notANumberAndInfiniteAreNoData() throws Exception {
        answers(200, data("scalar", "[1, \"NaN\"]"));
        answers(200, data("scalar", "[1, \"+Inf\"]"));
        answers(200, data("vector", "[{\"metric\":{},\"value\":[1,\"-Inf\"]}]"));
        answers(200, data("scalar", "[1, \"one\"]"));
        Asking asking = asking();
        assertThat(asking.noData(source), is("prometheus 'test': the value is not a number"));
        assertThat(asking.noData(source), is("prometheus 'test': the value is infinite"));
        assertThat(asking.noData(source), is("prometheus 'test': the value is infinite"));
        assertThat(asking.noData(source), containsString("a value that is not a number"));
    }

    @Test
    public void otherTypesOfResultAreNoData() throws Exception {
        answers(200, data("matrix", "[]"));
        answers(200, data("string", "[1, \"x\"]"));
        answers(200, data("vector", "[{\"metric\":{},\"histogram\":[1,{}]}]"));
        answers(200, "{\"status\":\"success\"}");
        answers(200, "[]");
        Asking asking = asking();
        assertThat(asking.noData(source), containsString("a range of values"));
        assertThat(asking.noData(source), containsString("a text, not a number"));
        assertThat(asking.noData(source), containsString("histogram_quantile()"));
        assertThat(asking.noData(source), containsString("not a query's result"));
        assertThat(asking.noData(source), containsString("not a query's result"));
    }

    @Test
    public void showsPrometheusOwnErrorInOneBoundedLine() throws Exception {
        answers(
                400,
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error:\\nunexpected "
                        + "x".repeat(500) + "\"}");
        String why = asking().noData(source);
        assertThat(why, containsString("prometheus 'test': parse error: unexpected xxx"));
        assertThat(why.length() < 300, is(true));
    }

    @Test
    public void namesTheStatusOfOtherErrors() throws Exception {
        answers(503, "<html>down</html>");
        answers(500, "{\"message\":\"proxy\"}");
        answers(200, "<html>login</html>");
        answers(200, "");
        Asking asking = asking();
        assertThat(asking.noData(source), is("HTTP 503 from prometheus 'test'"));
        assertThat(asking.noData(source), is("HTTP 500 from prometheus 'test'"));
        assertThat(asking.noData(source), is("prometheus 'test' answered with something that is not JSON"));
        assertThat(asking.noData(source), is("prometheus 'test' answered with an empty body"));
    }

    @Test
    public void asksByGetWherePostIsNotAllowed() throws Exception {
        server.on(PATH, 405, "").on(PATH, 200, data("scalar", "[1, \"3\"]"));
        assertThat(asking().value(source), is(3.0));
        assertThat(server.asked().get(1).method(), is("GET"));
        assertThat(server.asked().get(1).uri(), is(PATH + "?query=up%7Bversion%3D%222.4.0%22%7D"));
    }

    @Test
    public void neverReadsMoreThanItShould() throws Exception {
        answers(200, "x".repeat(1024 * 1024 + 1));
        assertThat(asking().noData(source), containsString("more than 1 MiB"));
    }

    @Test
    public void anUnsafeVersionIsNeverSplicedIn() throws Exception {
        String why = asking().version("1\"} or vector(0)").noData(source);
        assertThat(why, containsString("{{version}} is '1\"} or vector(0)'"));
        assertThat(server.asked().isEmpty(), is(true));
    }

    @Test
    public void asksAFreeUrlOnlyWhereAllowed() throws Exception {
        answers(200, data("scalar", "[1, \"3\"]"));
        var free = new PrometheusSource("up");
        free.setUrl(server.uri("").toString());
        assertThat(asking().noData(free), containsString("not among those that an administrator allows"));
        assertThat(asking().allowing(server.uri("/").toString()).value(free), is(3.0));
        assertThat(server.asked().get(0).header("Authorization"), is(""));
    }

    @Test
    public void describesItselfWithoutTheUrlsQuery() {
        var free = new PrometheusSource("up");
        free.setUrl("http://prom.example/?token=abc");
        assertThat(source.describe(), is("prometheus 'test': up{version=\"{{version}}\"}"));
        assertThat(free.describe(), is("prometheus http://prom.example/: up"));
        assertThat(free.describe(), not(containsString("abc")));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        var wrong = new PrometheusSource(" ");
        assertThat(
                wrong.validate().stream().map(Problem::toString).toList(),
                is(List.of(
                        "server: is missing; name a server that an administrator defined, or a url",
                        "query: is missing; write a PromQL expression that gives one number")));
        var both = source("up{v=\"{{verison}}\"}");
        both.setUrl("http://x/");
        assertThat(both.validate().get(0).toString(), containsString("url: cannot stand beside server"));
        assertThat(both.validate().get(1).toString(), containsString("query: {{verison}} is not known here"));
        assertThat(source.validate(), is(List.of()));
    }

    @Test
    public void asksForTheTimesOfTheWindow() throws Exception {
        server.on(RANGE, 200, matrix("[1795341600,\"1\"],[1795341660,\"NaN\"],[1795341720,\"+Inf\"],[1795341780,\"4\"]"));
        assertThat(asking().series(source, WINDOW), is(Map.of(0L, 1.0, 180L, 4.0)));
        StubServer.Asked asked = server.asked().get(0);
        assertThat(asked.method(), is("POST"));
        assertThat(
                asked.body(), is("query=up%7Bversion%3D%222.4.0%22%7D&start=1795341600&end=1795341780&step=60"));
        assertThat(asked.header("Authorization"), is(Asking.SECRET));
    }

    @Test
    public void asksForASeriesByGetWherePostIsNotAllowed() throws Exception {
        server.on(RANGE, 405, "").on(RANGE, 200, matrix("[1795341600,\"1\"]"));
        assertThat(asking().series(source, WINDOW), is(Map.of(0L, 1.0)));
        assertThat(
                server.asked().get(1).uri(),
                is(RANGE + "?query=up%7Bversion%3D%222.4.0%22%7D&start=1795341600&end=1795341780&step=60"));
    }

    @Test
    public void aRangeThatIsNoOneSeriesIsNoData() throws Exception {
        server.on(RANGE, 200, data("matrix", "[]"))
                .on(RANGE, 200, data("matrix", "[{\"metric\":{},\"values\":[]},{\"metric\":{},\"values\":[]}]"))
                .on(RANGE, 200, data("matrix", "[{\"metric\":{},\"histograms\":[]}]"))
                .on(RANGE, 200, matrix("[1795341600,\"NaN\"]"))
                .on(RANGE, 200, data("vector", "[]"));
        Asking asking = asking();
        assertThat(asking.noData(source, WINDOW), is("prometheus 'test': no series matches the query"));
        assertThat(asking.noData(source, WINDOW), containsString("gives 2 series; aggregate them to one"));
        assertThat(asking.noData(source, WINDOW), containsString("histogram_quantile()"));
        assertThat(
                asking.noData(source, WINDOW),
                is("prometheus 'test': there is no number from 2026-11-22T10:00:00Z to 2026-11-22T10:03:00Z"));
        assertThat(asking.noData(source, WINDOW), containsString("not a range query's result"));
    }

    @Test
    public void aRefusedRangeIsShownInPrometheusOwnWords() throws Exception {
        server.on(
                RANGE,
                400,
                "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"exceeded maximum resolution of 11,000"
                        + " points per timeseries.\"}");
        assertThat(
                asking().noData(source, WINDOW),
                is("prometheus 'test': exceeded maximum resolution of 11,000 points per timeseries."));
    }

    private static String matrix(String values) {
        return data("matrix", "[{\"metric\":{},\"values\":[" + values + "]}]");
    }

    private static PrometheusSource source(String query) {
        var source = new PrometheusSource(query);
        source.setServer("test");
        return source;
    }

    private Asking asking() {
        return Asking.of(URI.create(server.uri("").toString()));
    }

    private void answers(int status, String body) {
        server.on(PATH, status, body);
    }

    private static String data(String type, String result) {
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"" + type + "\",\"result\":" + result + "}}";
    }
}
