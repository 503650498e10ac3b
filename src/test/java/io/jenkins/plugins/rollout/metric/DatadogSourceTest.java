package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/** By the written contract of the API; Datadog itself is not asked. */
public class DatadogSourceTest extends WrittenContract {
    private final DatadogSource source = source();

    public DatadogSourceTest() {
        super("datadog", "/api/v2/query/timeseries", Map.of("DD-API-KEY", "api-s3cret", "DD-APPLICATION-KEY", "app-s3cret"));
    }

    @Test
    public void asksAsDocumentedWithBothKeys() throws Exception {
        answers("answer.json").series(source, WINDOW);
        assertAskedAsDocumented();
        assertHeadersSent();
    }

    @Test
    public void bucketsAreGivenAtTheirEndsAndTheOneToComeIsNot() throws Exception {
        assertThat(answers("answer.json").series(source, WINDOW), is(Map.of(0L, 0.01, 120L, 0.02, 180L, 0.03)));
    }

    @Test
    public void oneNumberIsTheNewestBucket() throws Exception {
        assertThat(answers("answer.json").at(200).value(source), is(0.03));
    }

    @Test
    public void severalSeriesAndNoneAreNoData() throws Exception {
        Asking asking = answers("several.json", "nothing.json", "nulls.json");
        assertThat(
                asking.noData(source, WINDOW),
                is("datadog 'test': the query gives 2 series; take its 'by {…}' away"));
        assertThat(asking.noData(source, WINDOW), is("datadog 'test': nothing matches the query in this time"));
        assertThat(asking.noData(source, WINDOW), containsString("there is no number from"));
    }

    @Test
    public void datadogsOwnErrorsAreShown() throws Exception {
        assertThat(answers(403, "forbidden.json").noData(source, WINDOW), is("datadog 'test': Forbidden"));
    }

    @Test
    public void aMistakeInAQueryIsShownInOneLine() throws Exception {
        String why = answers(400, "invalid.json").noData(source, WINDOW);
        assertThat(why, containsString("datadog 'test': Error parsing query: unable to parse sum:trace{"));
        assertNoSecret(why);
    }

    @Test
    public void limitsAreShown() throws Exception {
        assertThat(answers(429, "limited.json").noData(source, WINDOW), containsString("Rate limit of 1600 requests"));
    }

    @Test
    public void anAnswerThatSaysWhatWentWrongIsNone() throws Exception {
        assertThat(answers("partly.json").noData(source, WINDOW), is("datadog 'test': The query timed out."));
    }

    @Test
    public void repeatedKeysAreMasked() throws Exception {
        server.on("/api/v2/query/timeseries", 403, "{\"errors\": [\"bad key api-s3cret\"]}");
        assertThat(answers("answer.json").noData(source, WINDOW), is("datadog 'test': bad key ****"));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        var wrong = new DatadogSource(" ");
        wrong.setPer("{{verison}}");
        assertThat(
                problems(wrong).subList(0, 2),
                is(List.of(
                        "server: is missing; write the name of a server that an administrator defined",
                        "query: is missing; write a metric query, avg:system.load.1{service:shop} for example")));
        assertThat(problems(wrong).get(2), containsString("per: {{verison}} is not known here"));
    }

    private static DatadogSource source() {
        var source = new DatadogSource("sum:trace.http.request.errors{service:shop,version:{{version}}}.as_count()");
        source.setPer("sum:trace.http.request.hits{service:shop,version:{{version}}}.as_count()");
        source.setServer("test");
        return source;
    }
}
