package io.jenkins.plugins.rollout.analysis;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.analysis.Threshold.Kind;
import io.jenkins.plugins.rollout.model.Verdict;
import org.junit.Test;

public class ThresholdTest {
    @Test
    public void boundsThemselvesAreGoodOrNot() {
        judges(Threshold.of(Kind.AT_MOST, 0.01), 0.01, Verdict.PASS, "0.01 is at most 0.01");
        judges(Threshold.of(Kind.AT_MOST, 0.01), 0.4, Verdict.FAIL, "0.4 is more than 0.01");
        judges(Threshold.of(Kind.AT_LEAST, 99.5), 99.5, Verdict.PASS, "99.5 is at least 99.5");
        judges(Threshold.of(Kind.AT_LEAST, 99.5), 99, Verdict.FAIL, "99 is less than 99.5");
        judges(Threshold.of(Kind.BELOW, 300), 299, Verdict.PASS, "299 is below 300");
        judges(Threshold.of(Kind.BELOW, 300), 300, Verdict.FAIL, "300 is not below 300");
        judges(Threshold.of(Kind.ABOVE, 0), 1, Verdict.PASS, "1 is above 0");
        judges(Threshold.of(Kind.ABOVE, 0), -0.0, Verdict.FAIL, "0 is not above 0");
        judges(Threshold.between(0.1, 0.9), 0.1, Verdict.PASS, "0.1 is between 0.1 and 0.9");
        judges(Threshold.between(0.1, 0.9), 0.9, Verdict.PASS, "0.9 is between 0.1 and 0.9");
        judges(Threshold.between(0.1, 0.9), 0.95, Verdict.FAIL, "0.95 is not between 0.1 and 0.9");
    }

    @Test
    public void whatIsNotANumberNeverPassesAndNeverFails() {
        for (Kind kind : Kind.values()) {
            judges(Threshold.of(kind, 0), Double.NaN, Verdict.NO_DATA, "the value is not a number");
            judges(Threshold.of(kind, 0), Double.POSITIVE_INFINITY, Verdict.NO_DATA, "the value is infinite");
            judges(Threshold.of(kind, 0), Double.NEGATIVE_INFINITY, Verdict.NO_DATA, "the value is infinite");
        }
    }

    @Test
    public void wordsAreShortButNeverMisleading() {
        judges(Threshold.of(Kind.AT_MOST, 0.01), 1.0 / 3, Verdict.FAIL, "0.333333 is more than 0.01");
        judges(Threshold.of(Kind.AT_MOST, 0.01), 0.0100000001, Verdict.FAIL, "0.0100000001 is more than 0.01");
        judges(Threshold.of(Kind.AT_MOST, 1e-9), 2.5e-9, Verdict.FAIL, "2.5E-9 is more than 1E-9");
        judges(Threshold.of(Kind.AT_MOST, 1e9), 2e9, Verdict.FAIL, "2000000000 is more than 1000000000");
        assertThat(Threshold.of(Kind.AT_MOST, 0.01).words(), is("at most 0.01"));
        assertThat(Threshold.between(-1, 1e20).words(), is("between -1 and 1E+20"));
    }

    @Test
    public void limitsAreFiniteAndInOrder() {
        assertThrows(IllegalArgumentException.class, () -> Threshold.of(Kind.BELOW, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Threshold.between(0, Double.POSITIVE_INFINITY));
        var wrong = assertThrows(IllegalArgumentException.class, () -> Threshold.between(2, 1));
        assertThat(wrong.getMessage(), is("2 is more than 1"));
    }

    private static void judges(Threshold threshold, double value, Verdict verdict, String why) {
        assertThat(threshold.judge(value), is(new Judgement(verdict, why)));
    }
}
