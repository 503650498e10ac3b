package io.jenkins.plugins.rollout.metric.exposition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.metric.exposition.Series.Type;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class ExpositionTest {
    @Test
    public void readsThePrometheusFormat() {
        Exposition exposition = text(
                """
                # HELP http_requests_total The total number of HTTP requests.
                # TYPE http_requests_total counter
                http_requests_total{method="post",code="200"} 1027 1395066363000
                http_requests_total{method="post",code="400"}    3 1395066363000

                # A comment, and escaping in label values:
                msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
                metric_without_timestamp_and_labels 12.47
                something_weird{problem="division by zero"} +Inf -3982045
                \t spaced \t { a = "b" , } \t 7 \t 1 \t
                hexadecimal 0x1p-2
                negative -1.5E+3
                """);
        assertThat(exposition.named("http_requests_total").size(), is(2));
        assertThat(only(exposition, "metric_without_timestamp_and_labels").value(), is(12.47));
        assertThat(only(exposition, "something_weird").value(), is(Double.POSITIVE_INFINITY));
        assertThat(only(exposition, "hexadecimal").value(), is(0.25));
        assertThat(only(exposition, "negative").value(), is(-1500.0));
        assertThat(only(exposition, "spaced").labels(), is(Map.of("a", "b")));
        assertThat(
                only(exposition, "msdos_file_access_time_seconds").labels(),
                is(Map.of("path", "C:\\DIR\\FILE.TXT", "error", "Cannot find file:\n\"FILE.TXT\"")));
        assertThat(exposition.named("nothing"), is(List.of()));
    }

    @Test
    public void readsOpenMetricsWithExemplarsAndTimestamps() {
        Exposition exposition = Exposition.parse(
                """
                # TYPE foo histogram
                # UNIT foo_seconds seconds
                foo_bucket{le="0.01"} 0
                foo_bucket{le="0.1"} 8 # {} 0.054
                foo_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
                foo_bucket{le="+Inf"} 17 1520879607.789 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
                foo_count 17
                foo_sum 324789.3
                foo_created  1520430000.123
                # TYPE requests counter
                requests_total 5 # {id="# not a comment } "} 1
                requests_created 1
                # EOF
                """,
                true);
        assertThat(exposition.named("foo_bucket").size(), is(4));
        assertThat(only(exposition, "foo_count").type(), is(Type.COUNTER));
        assertThat(only(exposition, "foo_sum").type(), is(Type.COUNTER));
        assertThat(only(exposition, "foo_created").type(), is(Type.GAUGE));
        assertThat(only(exposition, "requests_total").type(), is(Type.COUNTER));
        assertThat(only(exposition, "requests_created").type(), is(Type.GAUGE));
    }

    @Test
    public void valuesMayBeNoNumbers() {
        Exposition exposition = text("a NaN\nb -Inf\nc nan\nd +inf\n");
        assertThat(only(exposition, "a").value(), is(Double.NaN));
        assertThat(only(exposition, "b").value(), is(Double.NEGATIVE_INFINITY));
        assertThat(only(exposition, "c").value(), is(Double.NaN));
        assertThat(only(exposition, "d").value(), is(Double.POSITIVE_INFINITY));
    }

    @Test
    public void knowsWhatIsACounter() {
        Exposition exposition = text(
                """
                # TYPE a_total counter
                a_total 1
                # TYPE b gauge
                b 1
                # TYPE c_total gauge
                c_total 1
                # TYPE d summary
                d{quantile="0.5"} 1
                d_sum 1
                d_count 1
                # TYPE e gaugehistogram
                e_bucket{le="1"} 1
                # TYPE f untyped
                f 1
                # TYPE g untyped
                g_total 1
                h_total 1
                i 1
                j_count 1
                # TYPE late_total counter
                # TYPE k counter
                k 1
                """);
        for (String counter : List.of("a_total", "d_sum", "d_count", "g_total", "h_total", "k")) {
            assertThat(counter, only(exposition, counter).type(), is(Type.COUNTER));
        }
        for (String gauge : List.of("b", "c_total", "d", "e_bucket", "f", "i", "j_count")) {
            assertThat(gauge, only(exposition, gauge).type(), is(Type.GAUGE));
        }
    }

    @Test
    public void readsNamesInBracesAsPrometheusThreeWritesThem() {
        Exposition exposition = text("# TYPE \"my.requests\" counter\n{\"my.requests\",\"odd.label\"=\"x\"} 4\n");
        assertThat(only(exposition, "my.requests").labels(), is(Map.of("odd.label", "x")));
        assertThat(only(exposition, "my.requests").type(), is(Type.COUNTER));
    }

    @Test
    public void ofSeveralPointsOfASeriesTheLastCounts() {
        assertThat(
                only(text("a{x=\"1\",y=\"2\"} 1 1\na{y=\"2\",x=\"1\"} 2 2\n"), "a")
                        .value(),
                is(2.0));
    }

    @Test
    public void linesMayEndAsInWindows() {
        assertThat(only(text("a{x=\"1\"} 1\r\nb 2\r\n"), "b").value(), is(2.0));
    }

    @Test
    public void anOpenMetricsTextWithoutItsEndIsCutOff() {
        var cut = assertThrows(IllegalArgumentException.class, () -> Exposition.parse("a 1\n", true));
        assertThat(cut.getMessage(), containsString("does not end with # EOF"));
        var more = assertThrows(IllegalArgumentException.class, () -> Exposition.parse("a 1\n# EOF\nb 1\n", true));
        assertThat(more.getMessage(), is("line 3 of the exposition comes after its # EOF"));
        assertThat(only(Exposition.parse("a 1\n# EOF", true), "a").value(), is(1.0));
        assertThat(only(text("a 1\n# EOF\nb 1\n"), "b").value(), is(1.0));
    }

    @Test
    public void anEmptyExpositionHasNothing() {
        assertThat(text("").named("a"), is(List.of()));
    }

    @Test
    public void namesTheLineThatIsNotUnderstood() {
        for (String line : List.of(
                "a",
                "a{",
                "a{x}",
                "a{x=}",
                "a{x=1} 1",
                "a{x=\"1} 1",
                "a{x=\"1\\",
                "a{x=\"1\"y=\"2\"} 1",
                "a{=\"1\"} 1",
                "a one",
                "a 1d",
                "a 1f",
                "a 1_000",
                "a 1 2 3",
                "a 1 now",
                "{x=\"1\"} 1",
                "{\"x\"}",
                "<html>",
                "a 0x")) {
            var wrong = assertThrows(line, IllegalArgumentException.class, () -> text("fine 1\n" + line + "\n"));
            assertThat(line, wrong.getMessage(), is("line 2 of the exposition is not understood"));
        }
    }

    private static Exposition text(String text) {
        return Exposition.parse(text, false);
    }

    private static Series only(Exposition exposition, String name) {
        List<Series> named = exposition.named(name);
        assertThat(name + " in " + named, named.size(), is(1));
        return named.get(0);
    }
}
