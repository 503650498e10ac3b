package io.jenkins.plugins.rollout.metric.exposition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import org.junit.Test;

public class SelectorTest {
    private final Exposition exposition = Exposition.parse(
            """
            requests_total{status="200",method="GET",path="/a b"} 1
            requests_total{status="500",method="GET"} 2
            requests_total{status="503",method="POST"} 3
            requests_total{method="PUT"} 4
            other{status="200"} 5
            """,
            false);

    @Test
    public void selectsByLabels() {
        selects("requests_total", 1, 2, 3, 4);
        selects("requests_total{}", 1, 2, 3, 4);
        selects(" requests_total { status = \"200\" } ", 1);
        selects("requests_total{status='200'}", 1);
        selects("requests_total{status!=\"200\"}", 2, 3, 4);
        selects("requests_total{status=~\"5..\"}", 2, 3);
        selects("requests_total{status=~\"5\"}");
        selects("requests_total{status!~\"5..|\"}", 1);
        selects("requests_total{status=~\"5..\",method=\"POST\",}", 3);
        selects("requests_total{status=\"\"}", 4);
        selects("requests_total{path=\"/a b\"}", 1);
        selects("requests_total{path=\"\\x\"}");
        selects("nothing");
    }

    @Test
    public void commasAndBracesInValuesAreText() {
        Exposition odd = Exposition.parse("a{x=\"1,y=}\",z=\"\\\\\"} 1\n", false);
        assertThat(Selector.parse("a{x=\"1,y=}\",z=\"\\\\\"}").select(odd).size(), is(1));
    }

    @Test
    public void tellsWhatIsUnknownFromWhatWasNotCountedYet() {
        assertThat(known("requests_total{status=~\"4..\"}"), is(true));
        assertThat(known("requests_total{stauts=~\"5..\"}"), is(false));
        assertThat(known("requests_total{stauts!=\"x\"}"), is(true));
        assertThat(known("request_total{status=~\"5..\"}"), is(false));
    }

    @Test
    public void saysWhatIsNotUnderstood() {
        refuses("", "is not the name of a metric");
        refuses("rate(x[5m])", "is not the name of a metric");
        refuses("{a=\"b\"}", "is not the name of a metric");
        refuses("a b", "is not the name of a metric");
        refuses("a{b=\"c\"", "does not end with }");
        refuses("a{b=\"c\"} / d", "does not end with }");
        refuses("a{b=c}", "'b=c' is not understood; write label=\"value\"");
        refuses("a{b=\"c\" d=\"e\"}", "is not understood");
        refuses("a{b=\"c}", "is not understood");
        refuses("a{b==\"c\"}", "is not understood");
        refuses("a{b=~\"(\"}", "the expression for the label b is not understood");
        refuses("a{b=\"" + "x".repeat(2000) + "\"}", "longer than 2000");
    }

    @Test
    public void anExpressionThatBacktracksForEverEnds() {
        Exposition endless = Exposition.parse("a{b=\"" + "x".repeat(200) + "!\"} 1\n", false);
        Selector evil = Selector.parse("a{b=~\"(x+x+)+y\"}");
        var refused = assertThrows(IllegalArgumentException.class, () -> evil.select(endless));
        assertThat(refused.getMessage(), containsString("takes too long"));
    }

    @Test
    public void anExpressionIsNotTriedOnEndlessValues() {
        Exposition huge = Exposition.parse("a{b=\"" + "x".repeat(100_000) + "\"} 1\n", false);
        Selector nested = Selector.parse("a{b=~\"(x|y)*\"}");
        var refused = assertThrows(IllegalArgumentException.class, () -> nested.select(huge));
        assertThat(refused.getMessage(), containsString("is longer than 1000 characters"));
    }

    private void selects(String selector, double... values) {
        double[] selected = Selector.parse(selector).select(exposition).stream()
                .mapToDouble(Series::value)
                .toArray();
        assertThat(selector, selected, is(values));
    }

    private boolean known(String selector) {
        return Selector.parse(selector).isKnown(exposition);
    }

    private static void refuses(String selector, String words) {
        var refused = assertThrows(selector, IllegalArgumentException.class, () -> Selector.parse(selector));
        assertThat(refused.getMessage(), containsString(words));
    }
}
