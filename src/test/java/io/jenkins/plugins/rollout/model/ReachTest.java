package io.jenkins.plugins.rollout.model;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class ReachTest {
    private static final Audience BETA =
            new Audience("beta", Set.of("alice"), List.of(), BigDecimal.TEN, null, Audience.Hash.FLAGD);

    private static Phase phase(String name, String audience, Integer exposure) {
        return new Phase(name, audience, exposure == null ? null : BigDecimal.valueOf(exposure), null, null);
    }

    private static Reach reach(Phase... phases) {
        Plan plan = new Plan("shop", null, "1", null, null, null, List.of(phases), null, null, null).of(List.of(BETA));
        var declared = new Event.RolloutDeclared("shop-1-1", "shop#1", plan, Set.of());
        return Reach.of(RolloutState.declared(declared, Instant.EPOCH), phases[phases.length - 1]);
    }

    @Test
    public void aPhaseTakesItsOwnShareOfItsAudience() {
        assertThat(reach(phase("a", "beta", 50)), is(new Reach(null, List.of(BETA.at(BigDecimal.valueOf(50))))));
        assertThat(reach(phase("a", "beta", null)), is(new Reach(null, List.of(BETA))));
    }

    @Test
    public void aNameThatIsNotDefinedStaysAName() {
        Audience known = reach(phase("a", "opted-in", 10)).audiences().get(0);
        assertThat(known.isDefined(), is(false));
        assertThat(known.percent(), is(BigDecimal.TEN));
    }

    @Test
    public void sharesAreComparedByWhomTheyReach() {
        assertThat(BETA.share(), is(BigDecimal.TEN));
        assertThat(new Audience("list", Set.of("alice"), null, null, null).share(), is(BigDecimal.ZERO));
        assertThat(Audience.named("employees").share(), is(BigDecimal.valueOf(100)));
    }
}
