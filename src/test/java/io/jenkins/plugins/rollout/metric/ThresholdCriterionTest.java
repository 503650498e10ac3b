package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.ClassRule;
import org.junit.Test;

public class ThresholdCriterionTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final UninstantiatedDescribable SOURCE =
            new UninstantiatedDescribable("prometheus", null, Map.of("server", "prod", "query", "up"));

    @Test
    public void bindsNumbersAsGroovyAndTextWriteThem() {
        assertThat(bound("atMost", new BigDecimal("0.01")).getAtMost(), is(0.01));
        assertThat(bound("atLeast", 99).getAtLeast(), is(99.0));
        assertThat(bound("below", "0.25").getBelow(), is(0.25));
        assertThat(bound("above", 1L).getAbove(), is(1.0));
        assertThat(bound("between", "0.1..0.9").getBetween(), is("0.1..0.9"));
        assertThat(bound("atMost", 1, "failureLimit", 2, "noDataLimit", "7").getNoDataLimit(), is(7));
    }

    @Test
    public void saysItsLimitInWords() {
        assertThat(bound("atMost", new BigDecimal("0.01")).toCriterion().limit(), is("at most 0.01"));
        assertThat(bound("atLeast", 99).toCriterion().limit(), is("at least 99"));
        assertThat(bound("below", 300).toCriterion().limit(), is("below 300"));
        assertThat(bound("above", 0).toCriterion().limit(), is("above 0"));
        assertThat(bound("between", " 1e-3 .. -1 ").validate().get(0).toString(), is("between: 0.001 is more than -1"));
        assertThat(bound("between", "-1..1e3").toCriterion().limit(), is("between -1 and 1000"));
    }

    @Test
    public void becomesTheCriterionOfThePlan() {
        Criterion criterion =
                bound("atMost", new BigDecimal("0.01"), "failureLimit", 2).toCriterion();
        assertThat(criterion.name(), is("error rate"));
        assertThat(criterion.kind(), is("threshold"));
        assertThat(criterion.source(), is("prometheus 'prod': up"));
        assertThat(criterion.failureLimit(), is(2));
        assertThat(criterion.noDataLimit(), is(5));
        assertThat(
                criterion.definition().toString(),
                is("{\"$symbol\":\"threshold\",\"atMost\":0.01,\"failureLimit\":2,\"name\":\"error rate\","
                        + "\"source\":{\"$symbol\":\"prometheus\",\"query\":\"up\",\"server\":\"prod\"}}"));
    }

    @Test
    public void wantsExactlyOneBound() {
        assertThat(
                problems(bound()),
                is(List.of("atMost: is missing; write one of atMost, atLeast, below, above, between")));
        assertThat(
                problems(bound("below", 1, "above", 0, "between", "0..1")),
                is(List.of(
                        "above: cannot stand beside below; write one bound",
                        "between: cannot stand beside below; write one bound")));
    }

    @Test
    public void saysAllThatIsWrongWithItAndItsSource() {
        ThresholdCriterion wrong = new ThresholdCriterion(" ", new PrometheusSource(null));
        wrong.setAtMost(Double.NaN);
        wrong.setFailureLimit(-1);
        wrong.setNoDataLimit(0);
        assertThat(
                problems(wrong),
                is(List.of(
                        "name: is missing; say in a word or two what is checked",
                        "source.server: is missing; name a server that an administrator defined, or a url",
                        "source.query: is missing; write a PromQL expression that gives one number",
                        "atMost: NaN is not a finite number",
                        "failureLimit: -1 is less than 0",
                        "noDataLimit: 0 is less than 1")));
        assertThat(problems(new ThresholdCriterion(null, null)).get(1), containsString("source: is missing"));
        for (String range : List.of("1", "1..", "..1", "1...2", "a..b", "1..2..3", "NaN..1")) {
            assertThat(problems(bound("between", range)).get(0), containsString("write two numbers, '0.1..0.9'"));
        }
    }

    @Test
    public void refusesWhatDoesNotBind() {
        assertThrows(IllegalArgumentException.class, () -> bound("atMost", "much"));
        assertThrows(IllegalArgumentException.class, () -> bound("between", List.of(0, 1)));
    }

    @Test
    public void emptyFieldsOfAFormAreNoBounds() {
        assertThat(bound("between", "").getBetween(), is(nullValue()));
    }

    private static List<String> problems(ThresholdCriterion criterion) {
        return criterion.validate().stream().map(Problem::toString).toList();
    }

    private static ThresholdCriterion bound(Object... arguments) {
        var all = new LinkedHashMap<String, Object>(Map.of("name", "error rate", "source", SOURCE));
        for (int i = 0; i < arguments.length; i += 2) {
            all.put((String) arguments[i], arguments[i + 1]);
        }
        return DescribableModel.of(ThresholdCriterion.class).instantiate(all, null);
    }
}
