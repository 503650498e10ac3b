package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.model.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.Test;

/** The traffic was split as the exposure says, or the comparison cannot be trusted. */
public class SampleRatioTest {
    @Test
    public void aSplitAsItShouldBePassesOnceThereIsEnough() {
        Finding found = SampleRatio.of(0.05).judge(5_010, 94_990);
        assertThat(found.verdict(), is(Verdict.PASS));
        assertThat(found.why(), containsString("5.01% of 100000 cases went to the candidate"));
        assertThat(found.estimate().lowest(), closeTo(0.045, 1e-12));
        assertThat(found.estimate().highest(), closeTo(0.055, 1e-12));
        assertThat(found.estimate().wanted(), is(0L));
    }

    @Test
    public void aSplitThatIsOffCannotBeTrusted() {
        Finding found = SampleRatio.of(0.05).judge(6_500, 93_500);
        assertThat(found.verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(found.why(), containsString("cannot be trusted"));
        assertThat(found.why(), containsString("(chi-square p = "));
    }

    @Test
    public void fewCasesWait() {
        Finding found = SampleRatio.of(0.5).judge(300, 310);
        assertThat(found.verdict(), is(Verdict.WAITING));
        assertThat(found.estimate().wanted(), is(390L));
        Finding more = SampleRatio.of(0.5).judge(505, 500);
        assertThat(more.verdict(), is(Verdict.WAITING));
        long wanted = more.estimate().wanted();
        assertThat(SampleRatio.of(0.5).judge(505 + wanted, 500 + wanted).verdict(), is(Verdict.PASS));
    }

    @Test
    public void whatIsNoCountNeverPasses() {
        SampleRatio ratio = SampleRatio.of(0.5);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1}) {
            assertThat(ratio.judge(bad, 10_000).verdict(), is(Verdict.NO_DATA));
            assertThat(ratio.judge(10_000, bad).verdict(), is(Verdict.NO_DATA));
            assertThat(ratio.judge(new double[] {bad}, new double[] {10_000}).verdict(), is(Verdict.NO_DATA));
        }
        assertThat(ratio.judge(new double[0], new double[0]).estimate(), is(nullValue()));
        assertThat(ratio.judge(0, 0).verdict(), is(Verdict.WAITING));
        assertThat(ratio.judge(0, 0).estimate(), is(notNullValue()));
    }

    @Test
    public void oneSideWithoutTrafficIsOff() {
        assertThat(SampleRatio.of(0.05).judge(0, 10_000).verdict(), is(Verdict.INCONCLUSIVE));
        assertThat(SampleRatio.of(0.5).judge(10_000, 0).verdict(), is(Verdict.INCONCLUSIVE));
    }

    @Test
    public void theIntervalIsWhereTheMartingaleReachesTheBar() {
        var counts = new BetaBinomial(5_010, 94_990);
        double bar = Math.log(1 / 0.001);
        assertThat(counts.against(counts.lower(0.001)), closeTo(bar, 1e-6));
        assertThat(counts.against(counts.upper(0.001)), closeTo(bar, 1e-6));
        assertThat(counts.lower(0.001), lessThan(counts.share()));
        assertThat(new BetaBinomial(0, 50).lower(0.02), is(0.0));
        assertThat(new BetaBinomial(50, 0).upper(0.02), is(1.0));
    }

    @Test
    public void chiSquareIsThatOfTheBooks() {
        assertThat(SampleRatio.of(0.5).chiSquare(5_098, 4_902), closeTo(0.0499958, 1e-6)); // z = 1.96
    }

    @Test
    public void lookingOftenDoesNotAccuseAGoodSplit() {
        int accused = 0;
        var random = new Random(1);
        for (int run = 0; run < 120; run++) {
            accused += accuses(random, 1) ? 1 : 0;
        }
        assertThat(accused, lessThanOrEqualTo(1)); // 0.1 % of 120 and chance
    }

    @Test
    public void casesThatComeInCrowdsDoNotAccuseItEither() {
        int steps = 0;
        int counts = 0;
        var random = new Random(2);
        for (int run = 0; run < 120; run++) {
            steps += accuses(random, 50) ? 1 : 0;
            counts += accusesByTotals(random, 50) ? 1 : 0;
        }
        assertThat(steps, lessThanOrEqualTo(2));
        assertThat("totals alone do not show crowds", counts, greaterThan(12));
    }

    @Test
    public void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> SampleRatio.of(0));
        assertThrows(IllegalArgumentException.class, () -> SampleRatio.of(1));
        assertThrows(IllegalArgumentException.class, () -> new SampleRatio(0.5, 1, 0.1, 10));
        assertThrows(IllegalArgumentException.class, () -> new SampleRatio(0.5, 0.99, 0, 10));
        assertThrows(IllegalArgumentException.class, () -> new SampleRatio(0.5, 0.99, 0.1, 0));
        SampleRatio ratio = SampleRatio.of(0.5);
        assertThrows(IllegalArgumentException.class, () -> ratio.judge(new double[1], new double[2]));
    }

    /** Whether any of 100 looks at a fair split finds it off, users coming with so many requests each. */
    private static boolean accuses(Random random, int crowd) {
        double[][] sides = new double[2][0];
        for (int look = 1; look <= 100; look++) {
            sides = longer(sides, random, crowd);
            Verdict verdict = narrow().judge(sides[0], sides[1]).verdict();
            if (verdict == Verdict.INCONCLUSIVE) {
                return true;
            }
        }
        return false;
    }

    private static boolean accusesByTotals(Random random, int crowd) {
        double[][] sides = new double[2][0];
        for (int look = 1; look <= 100; look++) {
            sides = longer(sides, random, crowd);
            double candidate = Arrays.stream(sides[0]).sum();
            double baseline = Arrays.stream(sides[1]).sum();
            if (narrow().judge(candidate, baseline).verdict() == Verdict.INCONCLUSIVE) {
                return true;
            }
        }
        return false;
    }

    private static SampleRatio narrow() {
        return new SampleRatio(0.3, 0.999, 0.001, 1);
    }

    private static double[][] longer(double[][] sides, Random random, int crowd) {
        int length = sides[0].length;
        double[][] longer = {
            Arrays.copyOf(sides[0], length + 1), Arrays.copyOf(sides[1], length + 1)
        };
        for (int user = 0; user < 200; user++) {
            longer[random.nextDouble() < 0.3 ? 0 : 1][length] += crowd;
        }
        return longer;
    }
}
