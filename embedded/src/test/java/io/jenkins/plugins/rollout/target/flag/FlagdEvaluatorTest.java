package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Reach;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

/** What is written for flagd, asked of flagd's own evaluator, which checks it against flagd's schema first. */
public class FlagdEvaluatorTest {
    @Before
    public void installed() {
        FlagSystems.assumeInstalled();
    }

    private static void same(String what, Reach reach, String position, Hash everyone, List<Map<String, Object>> people)
            throws Exception {
        var call = FlagdFlagTest.call("shop-1", "one", Action.DEPLOY, "new-checkout", "on", reach);
        String file = FlagdFlag.give(FlagdFlagTest.FILE, call, position).text().orElseThrow();
        List<Boolean> in = FlagSystems.evaluate("flagd", file, "new-checkout", people);
        People.sameAsOurs(what, reach, everyone, "shop", people, in);
    }

    @Test
    public void sharesOfEveryoneAreNative() throws Exception {
        for (String percent : List.of("0.05", "1", "5", "33.333", "99.9")) {
            same(percent, FlagdFlagTest.percent(percent), null, Hash.FLAGD, People.all());
        }
    }

    @Test
    public void audiencesByFlagdsHashAreNative() throws Exception {
        for (Audience audience : People.cohorts(Hash.FLAGD, "12.5")) {
            same(audience.name(), new Reach(null, List.of(audience)), null, Hash.FLAGD, People.all());
        }
        for (Audience audience : People.cohorts(Hash.FLAGD, null)) {
            same(audience.name() + " whole", new Reach(null, List.of(audience)), null, Hash.FLAGD, People.all());
        }
        same("all at once", new Reach(BigDecimal.ONE, People.cohorts(Hash.FLAGD, "3.217")), null, Hash.FLAGD, People.all());
    }

    @Test
    public void audiencesByUnleashsHashNeedPositions() throws Exception {
        Audience beta = People.cohorts(Hash.UNLEASH, "3.217").get(6);
        for (boolean asText : List.of(true, false)) {
            same(
                    "positions",
                    new Reach(BigDecimal.TEN, List.of(beta)),
                    People.POSITION,
                    Hash.UNLEASH,
                    People.positioned(Hash.UNLEASH, asText, "beta", "shop"));
        }
    }
}
