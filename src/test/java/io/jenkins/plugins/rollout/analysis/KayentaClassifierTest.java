package io.jenkins.plugins.rollout.analysis;

import static io.jenkins.plugins.rollout.analysis.KayentaCases.number;
import static io.jenkins.plugins.rollout.analysis.KayentaCases.numbers;
import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Direction;
import io.jenkins.plugins.rollout.analysis.KayentaMetric.Effects;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.Test;

/** The classifier beside Kayenta's own tests, and where it differs on purpose. */
public class KayentaClassifierTest {
    private static final double NAN = Double.NaN;

    @Test
    public void strictlyItSaysWhatKayentaSays() throws Exception {
        for (JsonNode each : KayentaCases.read("classifier.json")) {
            KayentaFinding found = classifier(each, true).classify(
                    numbers(each.path("candidate")), numbers(each.path("baseline")), metric(each));
            check(each, found);
        }
    }

    @Test
    public void otherwiseItDiffersOnlyForWantOfData() throws Exception {
        for (JsonNode each : KayentaCases.read("classifier.json")) {
            KayentaFinding found = classifier(each, false).classify(
                    numbers(each.path("candidate")), numbers(each.path("baseline")), metric(each));
            if (each.path("name").asText().contains("NaN Replacement")) {
                assertEquals(each.path("name").asText(), Label.NODATA, found.label());
            } else {
                check(each, found);
            }
        }
    }

    private static void check(JsonNode each, KayentaFinding found) {
        String name = each.path("name").asText();
        if (each.path("label").isTextual()) {
            assertEquals(name, each.path("label").asText(), found.label().toString());
        } else {
            assertEquals(name, false, found.why().isEmpty());
        }
        if (each.has("critical")) {
            assertEquals(name, each.path("critical").asBoolean(), found.critical());
        }
        if (each.has("ratio")) {
            assertEquals(name, number(each.path("ratio"), 0), found.ratio(), 0);
        }
    }

    private static KayentaClassifier classifier(JsonNode each, boolean strict) {
        return new KayentaClassifier(each.path("tolerance").asDouble(), each.path("confidence").asDouble(), 2, strict);
    }

    private static KayentaMetric metric(JsonNode each) {
        return new KayentaMetric(
                Direction.valueOf(each.path("direction").asText().toUpperCase(Locale.ROOT)),
                each.path("nanStrategy").asText().equals("replace"),
                0,
                each.path("isCritical").asBoolean(),
                each.path("mustHaveData").asBoolean(),
                false,
                each.path("measure").asText().equals("cles"),
                new Effects(number(each.path("allowedDecrease"), 1), number(each.path("allowedIncrease"), 1)),
                new Effects(number(each.path("criticalDecrease"), 1), number(each.path("criticalIncrease"), 1)));
    }

    @Test
    public void intervalsAreThoseOfKayentaToItsTolerance() throws Exception {
        for (JsonNode each : KayentaCases.read("intervals.json")) {
            String name = each.path("name").asText();
            double[] candidate = numbers(each.path("candidate"));
            double[] baseline = numbers(each.path("baseline"));
            for (JsonNode at : each.path("statistic")) {
                double shift = at.get(0).asDouble();
                assertEquals(name, at.get(1).asDouble(), SearchedShift.statistic(candidate, baseline, shift, 0), 1e-5);
            }
            if (each.has("confidence")) {
                double confidence = each.path("confidence").asDouble();
                var searched = SearchedShift.of(candidate, baseline, confidence);
                assertEquals(name, each.path("lower").asDouble(), searched.lower(), 1e-6);
                assertEquals(name, each.path("upper").asDouble(), searched.upper(), 1e-6);
                assertEquals(name, each.path("estimate").asDouble(), searched.estimate(), 1e-4);
                RankShift exact = RankShift.of(candidate, baseline);
                var interval = exact.interval(-SearchedShift.quantile((1 - confidence) / 2), 1);
                assertEquals(name, searched.lower(), interval.lower(), 1e-4);
                assertEquals(name, searched.upper(), interval.upper(), 1e-4);
                assertEquals(name, searched.estimate(), exact.estimate(), 1e-4);
            }
        }
    }

    @Test
    public void quantileIsThatOfKayenta() {
        assertEquals(-2.326348, SearchedShift.quantile(0.02 / 2), 1e-6);
    }

    @Test
    public void percentilesAreThoseOfKayenta() throws Exception {
        for (JsonNode each : KayentaCases.read("percentiles.json")) {
            assertEquals(
                    each.path("name").asText(),
                    each.path("value").asDouble(),
                    KayentaSamples.percentile(numbers(each.path("values")), each.path("percent").asDouble()),
                    1e-4);
        }
    }

    @Test
    public void effectsAreThoseOfKayenta() throws Exception {
        for (JsonNode each : KayentaCases.read("effects.json")) {
            double[] candidate = numbers(each.path("candidate"));
            double[] baseline = numbers(each.path("baseline"));
            double effect = each.path("measure").asText().equals("cles")
                    ? KayentaSamples.commonLanguage(candidate, baseline)
                    : KayentaSamples.meanRatio(candidate, baseline);
            assertEquals(each.path("name").asText(), number(each.path("value"), 0), effect, 1e-3);
        }
    }

    @Test
    public void outliersAreThoseOfKayenta() throws Exception {
        for (JsonNode each : KayentaCases.read("outliers.json")) {
            double[] left = KayentaSamples.withoutOutliers(
                    numbers(each.path("values")), each.path("factor").asDouble(), false);
            assertArrayEquals(each.path("name").asText(), numbers(each.path("left")), left, 0);
        }
    }

    @Test
    public void fencesAreNeverInsideTheFirstAndTheLastPercentile() {
        double[] values = new Random(1).doubles(1000).map(value -> value < 0.005 ? 50 : value > 0.9 ? 9 : 1).toArray();
        long kept = Arrays.stream(KayentaSamples.withoutOutliers(values, 3, true)).filter(v -> v == 9).count();
        assertEquals(Arrays.stream(values).filter(v -> v == 9).count(), kept);
    }

    @Test
    public void nanIsLeftOutOrIsNought() {
        double[] values = {NAN, 10.1, 20.2, 30.3, NAN, 40.4};
        assertArrayEquals(
                new double[] {10.1, 20.2, 30.3, 40.4}, KayentaSamples.prepared(values, KayentaMetric.DEFAULT), 0);
        assertArrayEquals(
                new double[] {0, 10.1, 20.2, 30.3, 0, 40.4}, KayentaSamples.prepared(values, replacing()), 0);
        assertEquals(0, KayentaSamples.prepared(new double[] {NAN, NAN, NAN}, KayentaMetric.DEFAULT).length);
    }

    private static KayentaMetric replacing() {
        return new KayentaMetric(
                Direction.EITHER, true, 0, false, false, false, false, new Effects(1, 1), new Effects(1, 1));
    }

    @Test
    public void oneSampleIsAnErrorInKayentaAndTooFewHere() {
        assertEquals(Label.ERROR, judge(true, new double[] {10}, new double[] {12}).label());
        assertEquals(Label.TOO_FEW, judge(false, new double[] {10}, new double[] {12}).label());
    }

    @Test
    public void fewSamplesDeviateInKayentaAndNotHere() {
        double[] more = {10, 11};
        double[] less = {1, 2};
        assertEquals(Label.HIGH, judge(true, more, less).label());
        assertEquals(Label.TOO_FEW, judge(false, more, less).label());
    }

    @Test
    public void theUnitBlindsKayentaAndNotThisOne() {
        var random = new Random(4);
        double[] candidate = random.doubles(30).map(any -> 15 + 3 * random.nextGaussian()).toArray();
        double[] baseline = random.doubles(30).map(any -> 10 + 3 * random.nextGaussian()).toArray();
        for (double unit : new double[] {1e-9, 1e-6, 1e-3, 1, 1e9}) {
            double[] ours = Arrays.stream(candidate).map(value -> value * unit).toArray();
            double[] theirs = Arrays.stream(baseline).map(value -> value * unit).toArray();
            assertEquals("at " + unit, Label.HIGH, judge(false, ours, theirs).label());
            assertEquals("at " + unit, unit < 1e-5 ? Label.PASS : Label.HIGH, judge(true, ours, theirs).label());
        }
    }

    @Test
    public void casesThatUsersCameWithAreClassifiedAsKayentaDoes() {
        double[] zeros = new double[6];
        assertEquals(Label.PASS, judge(true, new double[] {0, 1, 2, 1, 0, 0}, zeros).label());
        double[] ones = new double[10];
        Arrays.fill(ones, 1);
        assertEquals(Label.PASS, judge(true, hundreds(7), ones).label());
        assertEquals(Label.HIGH, judge(true, hundreds(8), ones).label());
        assertEquals(Label.HIGH, judge(true, new double[] {1, 4, 2, 3, 1}, new double[5]).label());
    }

    private static double[] hundreds(int of10) {
        double[] values = new double[10];
        Arrays.fill(values, 1);
        Arrays.fill(values, 0, of10, 100);
        return values;
    }

    @Test
    public void infiniteValuesAreAnErrorUnlessStrict() {
        double[] candidate = {1, 2, Double.POSITIVE_INFINITY, 3, 4};
        assertEquals(Label.ERROR, judge(false, candidate, new double[] {1, 2, 3, 4, 5}).label());
    }

    @Test
    public void mustHaveDataFailsOnlyWhatIsNotCritical() {
        assertEquals(Label.NODATA_FAIL, missing(false).label());
        assertEquals(Label.NODATA, missing(true).label());
        assertEquals(true, missing(true).critical());
    }

    private static KayentaFinding missing(boolean critical) {
        var metric = new KayentaMetric(
                Direction.EITHER, false, 0, critical, true, false, false, new Effects(1, 1), new Effects(1, 1));
        return new KayentaClassifier(0.25, 0.98, 2, true).classify(new double[0], new double[] {1, 2}, metric);
    }

    @Test
    public void aNegativeOutlierFactorIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new KayentaMetric(
                Direction.EITHER, false, -1, false, false, false, false, new Effects(1, 1), new Effects(1, 1)));
    }

    private static KayentaFinding judge(boolean strict, double[] candidate, double[] baseline) {
        return new KayentaClassifier(KayentaClassifier.TOLERANCE, KayentaClassifier.CONFIDENCE, 2, strict)
                .classify(candidate, baseline, KayentaMetric.DEFAULT);
    }
}
