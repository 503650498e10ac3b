package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** By the written contract of the API; New Relic itself is not asked. */
public class NewRelicSourceTest extends WrittenContract {
    private final NewRelicSource source = source("SELECT average(duration) FROM Transaction WHERE tags.version = '{{version}}'");

    public NewRelicSourceTest() {
        super("newRelic", "/graphql", Map.of("API-Key", "NRAK-S3CRET"));
    }

    @Test
    public void asksAsDocumentedWithItsKey() throws Exception {
        answers("answer.json").series(source, WINDOW);
        assertAskedAsDocumented();
        assertHeadersSent();
    }

    @Test
    public void bucketsAreGivenAtTheirEnds() throws Exception {
        assertThat(answers("answer.json").series(source, WINDOW), is(Map.of(0L, 0.25, 120L, 0.5, 180L, 0.75)));
        assertThat(answers("answer.json").at(200).value(source), is(0.75));
    }

    @Test
    public void theOneNumberMayBeAPercentile() throws Exception {
        assertThat(answers("percentile.json").series(source, WINDOW), is(Map.of(0L, 1.5, 60L, 2.5)));
    }

    @Test
    public void longWindowsAreAskedInAsManyPartsAsNewRelicWants() throws Exception {
        var day = new Window(START, START.plus(Duration.ofHours(12)), Duration.ofMinutes(1));
        answers("answer.json").series(source, day);
        assertThat(server.asked().size(), is(2));
        assertThat(server.asked().get(0).body(), containsString("SINCE 1795341540000 UNTIL 1795363500000 TIMESERIES 60 SECONDS"));
        assertThat(server.asked().get(1).body(), containsString("SINCE 1795363500000 UNTIL 1795384800000 TIMESERIES 60 SECONDS"));
    }

    @Test
    public void severalNumbersAndNoneAreNoData() throws Exception {
        Asking asking = answers("several.json", "nothing.json");
        assertThat(asking.noData(source, WINDOW), is("newRelic 'test': the query gives 2 numbers; select one"));
        assertThat(asking.noData(source, WINDOW), containsString("there is no number from"));
    }

    @Test
    public void newRelicsOwnErrorsAreShown() throws Exception {
        assertThat(
                answers("syntax.json").noData(source, WINDOW),
                is("newRelic 'test': NRQL Syntax Error: Error at line 1 position 15, unexpected 'FORM'"));
    }

    @Test
    public void aRefusedKeyIsSaid() throws Exception {
        String why = answers(401, "unauthorized.json").noData(source, WINDOW);
        assertThat(why, is("newRelic 'test': The API key provided is invalid."));
        assertNoSecret(why);
    }

    @Test
    public void anAccountThatMayNotBeReadIsSaid() throws Exception {
        assertThat(answers("account.json").noData(source, WINDOW), containsString("is this account one that the key may read?"));
    }

    @Test
    public void timesAndFacetsAreLeftToTheSample() {
        assertThat(problems(source), is(List.of()));
        assertThat(problems(source("SELECT count(*) FROM T since 1 hour ago")).get(0), containsString("query: says since; leave it out"));
        assertThat(problems(source("SELECT count(*) FROM T FACET host")).get(0), containsString("says FACET"));
        assertThat(problems(source("SELECT count(*) FROM T WHERE name = 'since \\' until'")), is(List.of()));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        assertThat(
                problems(new NewRelicSource("prod", null)),
                is(List.of(
                        "server: is missing; write the name of a server that an administrator defined",
                        "account: 'prod' is not the number of an account; write 1234567 for example",
                        "query: is missing; write an NRQL query, SELECT average(duration) FROM Transaction for example")));
        assertThat(
                problems(source("SELECT count(*) FROM T WHERE v = {{version}}")),
                is(List.of("query: {{version}} stands outside of quotes; write '{{version}}'")));
    }

    private static NewRelicSource source(String query) {
        var source = new NewRelicSource("1234567", query);
        source.setServer("test");
        return source;
    }
}
