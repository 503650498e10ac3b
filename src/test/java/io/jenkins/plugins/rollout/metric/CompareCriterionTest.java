package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.ClassRule;
import org.junit.Test;

public class CompareCriterionTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static UninstantiatedDescribable asked(String what) {
        return new UninstantiatedDescribable("prometheus", null, Map.of("server", "prod", "query", what));
    }

    private static CompareCriterion compare(Object... fields) {
        var arguments = new HashMap<String, Object>();
        arguments.put("name", "latency");
        arguments.put("source", asked("latency{v=\"{{version}}\"}"));
        arguments.put("worse", "higher");
        for (int i = 0; i < fields.length; i += 2) {
            arguments.put((String) fields[i], fields[i + 1]);
        }
        try {
            return (CompareCriterion)
                    new UninstantiatedDescribable("compare", null, arguments).instantiate(MetricCriterion.class, null);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> problems(CompareCriterion criterion) {
        return criterion.validate().stream().map(Problem::toString).toList();
    }

    @Test
    public void isTheCriterionOfTheDesign() {
        Criterion criterion = compare("baseline", asked("latency{v=\"{{previousVersion}}\"}"), "tolerance", "10%")
                .toCriterion();
        assertThat(criterion.kind(), is("compare"));
        assertThat(criterion.limit(), is("at most 10% above the baseline"));
        assertThat(
                criterion.source(),
                is("prometheus 'prod': latency{v=\"{{version}}\"}, beside prometheus 'prod':"
                        + " latency{v=\"{{previousVersion}}\"}"));
        assertThat("defaults are not written", criterion.definition().has("tolerance"), is(false));
        assertThat(criterion.noDataLimit(), is(5));
    }

    @Test
    public void saysItsLimitInWords() {
        assertThat(compare("worse", "lower", "tolerance", "5 %").toCriterion().limit(), is("at most 5% below the baseline"));
        assertThat(compare("worse", "different").toCriterion().limit(), is("within 10% of the baseline"));
        assertThat(compare("tolerance", 0).toCriterion().limit(), is("not above the baseline"));
    }

    @Test
    public void takesAToleranceAsNumberAndAsText() {
        assertThat(compare("tolerance", new BigDecimal("0.002")).getTolerance(), is("0.002"));
        assertThat(compare("tolerance", 3).toCriterion().limit(), is("at most 3 above the baseline"));
        assertThat(compare("tolerance", 1e-9).validate(), is(List.of()));
    }

    @Test
    public void namesEveryMistakeWithItsMend() {
        assertThat(
                problems(compare(
                        "name", " ", "worse", "up", "tolerance", "ten", "confidence", 2, "minimumSamples", 0,
                        "method", "guess", "step", "1500ms", "lookBack", "0s", "decideWithin", "soon", "noDataLimit", 0,
                        "failureLimit", -1)),
                is(List.of(
                        "name: is missing; say in a word or two what is checked",
                        "step: '1500ms' is not a number of whole seconds",
                        "lookBack: '0s' is no time at all; write more than 0",
                        "decideWithin: 'soon' is not a duration; write it like '90s', '30m', '4h', '7d' or 'PT1H30M'",
                        "failureLimit: -1 is less than 0",
                        "noDataLimit: 0 is less than 1",
                        "worse: 'up' is none of 'higher', 'lower', 'different'",
                        "tolerance: 'ten' is not understood; write '10%' of the baseline, or a number in the unit of the"
                                + " metric",
                        "minimumSamples: 0 is less than 1",
                        "method: 'guess' is none of 'sequential', 'mannWhitney', 'kayenta'",
                        "confidence: 2.0 is not between 0.5 and 1")));
        assertThat(problems(compare("step", "10000d", "lookBack", "P99999D")), is(List.of(
                "step: '10000d' is more than a year", "lookBack: 'P99999D' is more than a year")));
        assertThat(problems(compare("strictKayenta", true)), is(List.of(
                "strictKayenta: means something with method: 'kayenta' only")));
    }

    @Test
    public void wantsTwoSides() {
        assertThat(problems(compare("source", asked("latency"))), is(List.of(
                "baseline: is missing; write where the other side's number comes from, or {{version}} in source, which then"
                        + " asks about the previous version, too")));
        assertThat(problems(compare("baseline", asked("latency{v=\"{{version}}\"}"))), is(List.of(
                "baseline: is the same as source, which would be compared with itself; leave it out where source has"
                        + " {{version}}, or write {{previousVersion}} in it")));
        assertThat(problems(compare("baselinePer", asked("requests"))), is(List.of(
                "per: is missing; where baselinePer says of how many, so must per")));
        assertThat(problems(compare("per", asked("requests"))), is(List.of(
                "baselinePer: is missing; write where the other side's number comes from, or {{version}} in per, which then"
                        + " asks about the previous version, too")));
        assertThat(
                problems(compare("per", asked("requests of {{version}}"), "baseline", asked("stable"))),
                is(List.of("baselinePer: is missing; write both baseline and baselinePer, or neither")));
        assertThat(problems(compare("per", asked("requests of {{version}}"))), is(List.of()));
        assertThat(problems(compare("baseline", asked(" "))), is(List.of(
                "baseline.query: is missing; write a PromQL expression that gives one number")));
    }

    @Test
    public void doesNotLookBackAtWhatHasNoPast() {
        var json = new UninstantiatedDescribable("json", null, Map.of("server", "prod", "path", "$['{{version}}']"));
        assertThat(problems(compare("source", json, "lookBack", "1h")), is(List.of(
                "lookBack: nothing can be looked back at: one of the sources gives one number at a time")));
    }

    @Test
    public void findsABadVersionAndLetsAGoodOneThroughByEachMethod() {
        for (String method : Methods.names()) {
            assertThat(method, verdict(method, 15), is(Verdict.FAIL));
            assertThat(method, verdict(method, 10), is(Verdict.PASS));
        }
    }

    private static Verdict verdict(String method, double latency) {
        var random = new Random(7);
        var noise = new HashMap<Instant, Double>();
        ImaginedSource.imagine("of 2.4.0", at -> latency + noise.computeIfAbsent(at, t -> random.nextGaussian()));
        ImaginedSource.imagine("of 2.3.1", at -> 10 + noise.computeIfAbsent(at.plusNanos(1), t -> random.nextGaussian()));
        var criterion = new CompareCriterion("latency", new ImaginedSource("of {{version}}"), "higher");
        criterion.setMethod(method);
        criterion.setTolerance("20%");
        Reading reading = new InRounds().after(Duration.ofMinutes(60), criterion);
        assertThat(reading.why(), reading.estimate().method(), is(method));
        assertThat(reading.estimate().chart().candidate().size() > 10, is(true));
        return reading.verdict();
    }

    @Test
    public void everyFieldHasItsPlaceInTheForm() {
        assertThat(DescribableModel.of(CompareCriterion.class).getParameters().size(), is(16));
    }
}
