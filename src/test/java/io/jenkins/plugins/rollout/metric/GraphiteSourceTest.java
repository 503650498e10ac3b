package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** What {@link RealGraphiteTest} cannot show. */
public class GraphiteSourceTest {
    private static final String PATH = "/render";
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");
    private static final Window WINDOW = new Window(START, START.plusSeconds(180), Duration.ofMinutes(1));

    @Rule
    public final StubServer server = new StubServer();

    private final GraphiteSource source = source("shop.errors");

    @Test
    public void asksForTheStepsOfTheWindowWithTheServersHeaders() throws Exception {
        server.on(PATH, 200, "[{\"target\": \"x\", \"datapoints\": [[1.5, 1795341540], [null, 1795341600]]}]");
        assertThat(asking().series(source, WINDOW), is(Map.of(0L, 1.5)));
        assertThat(
                server.asked().get(0).body(),
                is("format=json&from=1795341539&until=1795341779&target=summarize%28shop.errors%2C%2260s%22%2C%22avg%22%29"));
        assertThat(server.asked().get(0).header("Authorization"), is(Asking.SECRET));
    }

    @Test
    public void aBareErrorPageIsItsStatus() throws Exception {
        server.on(PATH, 500, "<html><h1>Traceback</h1></html>").on(PATH, 200, "<html>log in</html>");
        assertThat(asking().noData(source, WINDOW), is("HTTP 500 from graphite 'test'"));
        assertThat(asking().noData(source, WINDOW), is("graphite 'test' answered with something that is not JSON"));
    }

    @Test
    public void asksByGetWherePostIsNotAllowed() throws Exception {
        server.on(PATH, 405, "").on(PATH, 200, "[{\"datapoints\": [[1, 1795341540]]}]");
        assertThat(asking().series(source, WINDOW), is(Map.of(0L, 1.0)));
        assertThat(server.asked().get(1).method(), is("GET"));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        var wrong = new GraphiteSource("");
        wrong.setConsolidateBy("median");
        assertThat(
                wrong.validate().stream().map(Problem::toString).toList(),
                is(List.of(
                        "server: is missing; name a server that an administrator defined, or a url",
                        "target: is missing; write a target, stats.shop.latency for example",
                        "consolidateBy: 'median' is not known; write one of avg, sum, min, max, last")));
        assertThat(source("a.{{verison}}").validate().get(0).message(), containsString("{{verison}} is not known here"));
    }

    private Asking asking() {
        return Asking.of(URI.create(server.uri("").toString()));
    }

    private static GraphiteSource source(String target) {
        var source = new GraphiteSource(target);
        source.setServer("test");
        return source;
    }
}
