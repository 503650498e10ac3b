package io.jenkins.plugins.rollout.demo.shop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import java.math.BigDecimal;
import java.util.Set;
import org.junit.Test;

public class SplitTest {
    private static BigDecimal percent(String value) {
        return new BigDecimal(value);
    }

    @Test
    public void anAudienceIsInWhollyAndNobodyElse() {
        Split split = Split.NOBODY.reach("employees", null);
        assertThat(split.includes(99.9, Set.of("employees", "others")), is(true));
        assertThat(split.includes(0.1, Set.of("others")), is(false));
        assertThat(split.includes(0.1, Set.of()), is(false));
    }

    @Test
    public void anAudienceWithAnExposureIsInByThatShare() {
        Split split = Split.NOBODY.reach("beta-testers", percent("20"));
        assertThat(split.includes(19.9, Set.of("beta-testers")), is(true));
        assertThat(split.includes(20.0, Set.of("beta-testers")), is(false));
    }

    @Test
    public void laterPhasesAddAndNeverTakeAway() {
        Split split = Split.NOBODY
                .reach("employees", null)
                .reach(null, percent("12.5"))
                .reach("employees", percent("1"))
                .reach(null, percent("5"));
        assertThat(split.includes(99, Set.of("employees")), is(true));
        assertThat(split.everyone(), is(percent("12.5")));
    }

    @Test
    public void isLiveWhenAnybodyMayGetIt() {
        assertThat(Split.NOBODY.live(), is(false));
        assertThat(Split.NOBODY.reach("employees", percent("0")).live(), is(false));
        assertThat(Split.NOBODY.reach("employees", percent("0.5")).live(), is(true));
        assertThat(Split.NOBODY.reach(null, percent("0.5")).live(), is(true));
    }

    @Test
    public void refusesWhatIsNoPercent() {
        for (BigDecimal wrong : new BigDecimal[] {percent("-1"), percent("100.1"), null}) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> Split.NOBODY.reach(null, wrong));
            assertThat(refusal.getMessage(), containsString("exposure: " + wrong + " is not between 0 and 100"));
        }
    }
}
