package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** By the written contract of the API; AWS itself is not asked. */
public class CloudWatchSourceTest extends WrittenContract {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private final CloudWatchSource source = source(
            "SELECT AVG(Duration) FROM SCHEMA(\"AWS/Lambda\", FunctionName, Resource) WHERE Resource = 'shop:{{version}}'");

    public CloudWatchSourceTest() {
        super("cloudWatch", "/", InfluxDbServer.login("AKIDEXAMPLE", SECRET));
    }

    @Test
    public void asksAsDocumentedWithASignatureAndWithoutTheKey() throws Exception {
        answers("answer.json").series(source, WINDOW);
        assertAskedAsDocumented();
        assertThat(header("X-Amz-Target"), is("GraniteServiceVersion20100801.GetMetricData"));
        assertThat(header("Content-Type"), is("application/x-amz-json-1.0"));
        assertThat(
                header("Authorization"),
                matchesPattern("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/eu-west-1/monitoring/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}"));
        assertThat(asked().headers().toString().contains(SECRET), is(false));
    }

    @Test
    public void bucketsAreGivenAtTheirEnds() throws Exception {
        assertThat(
                answers("answer.json").series(source, WINDOW),
                is(Map.of(0L, 120.5, 60L, 130.25, 120L, 110.0, 180L, 140.0)));
        assertThat(answers("answer.json").at(200).value(source), is(140.0));
    }

    @Test
    public void severalSeriesAndNoneAreNoData() throws Exception {
        Asking asking = answers("several.json", "nothing.json", "empty.json");
        assertThat(
                asking.noData(source, WINDOW),
                is("cloudWatch 'test': the expression gives 3 series; wrap it in SUM() or AVG()"));
        assertThat(asking.noData(source, WINDOW), is("cloudWatch 'test': nothing matches the expression in this time"));
        assertThat(asking.noData(source, WINDOW), containsString("there is no number from"));
    }

    @Test
    public void apartOfThePointsIsNoData() throws Exception {
        Asking asking = answers("partial.json", "forbidden.json");
        assertThat(asking.noData(source, WINDOW), is("cloudWatch 'test': PartialData, not all points"));
        assertThat(
                asking.noData(source, WINDOW),
                is("cloudWatch 'test': Forbidden, not all points: You are not authorized to read this metric."));
    }

    @Test
    public void awsOwnErrorsAreShown() throws Exception {
        Asking asking = answers(400, "invalid.json", "token.json");
        assertThat(
                asking.noData(source, WINDOW),
                is("cloudWatch 'test': Error in expression 'rollout': Syntax error on line 1 position 8"));
        assertThat(
                asking.noData(source, WINDOW),
                is("cloudWatch 'test': The security token included in the request is invalid."));
    }

    @Test
    public void credentialsThatAreNoKeysAreSaidAndNotSent() throws Exception {
        for (Map<String, String> wrong : List.of(
                Map.<String, String>of(), Map.of("Authorization", "Bearer abcdef"), Map.of("Authorization", "Basic ???"))) {
            String why = answers("answer.json").sending(wrong).noData(source, WINDOW);
            assertThat(why, containsString("its credentials are not an access key and a secret key"));
        }
        assertThat(server.asked(), is(List.of()));
    }

    @Test
    public void stepsAreThoseThatCloudWatchKnows() throws Exception {
        var odd = new Window(START, START.plusSeconds(180), Duration.ofSeconds(15));
        assertThat(answers("answer.json").noData(source, odd), containsString("knows steps of 1, 5, 10, 20 and 30 s"));
    }

    @Test
    public void saysAllThatIsWrongWithIt() {
        CloudWatchSource wrong = source("SELECT AVG(x) FROM y WHERE v = {{version}}");
        wrong.setRegion("Frankfurt am Main");
        assertThat(
                problems(wrong),
                is(List.of(
                        "expression: {{version}} stands outside of quotes; write '{{version}}'",
                        "region: 'Frankfurt am Main' is no region; write eu-west-1 for example")));
    }

    private static CloudWatchSource source(String expression) {
        var source = new CloudWatchSource(expression);
        source.setRegion("eu-west-1");
        source.setServer("test");
        return source;
    }
}
