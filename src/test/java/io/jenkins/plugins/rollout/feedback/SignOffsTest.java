package io.jenkins.plugins.rollout.feedback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import java.util.List;
import org.junit.Test;

public class SignOffsTest {
    private static SignOffs of(List<String> testers, Integer minimum, Response... responses) {
        return new SignOffs(testers, minimum, List.of(responses));
    }

    @Test
    public void eachOfTheListSignsOff() {
        SignOffs half = of(List.of("ann", "bob"), null, Voices.signOff("ann", true, "ann"), Voices.signOff("eve", true, "eve"));
        assertThat(half.complete(), is(false));
        assertThat(half.missing(), contains("bob"));
        assertThat(half.words(), is("1 of 2 testers signed off; 1 missing"));
        SignOffs all = of(List.of("ann", "bob"), null, Voices.signOff("ann", true, "ann"), Voices.signOff("bob", true, "bob"));
        assertThat(all.complete(), is(true));
        assertThat(all.missing(), is(empty()));
        assertThat(all.words(), is("2 of 2 testers signed off"));
    }

    @Test
    public void onePersonFillsOneEntryAndIsNeverInTheWay() {
        Response ann = Voices.signOff("ann", true, "ann", "qa");
        assertThat(of(List.of("qa", "ann"), null, ann).signed(), is(1));
        assertThat(
                "bob of qa came later, and ann takes her own entry",
                of(List.of("qa", "ann"), null, ann, Voices.signOff("bob", true, "qa")).complete(),
                is(true));
        assertThat(of(List.of("ann", "qa"), null, Voices.signOff("bob", true, "qa"), ann).complete(), is(true));
    }

    @Test
    public void aMinimumCountsDifferentPeople() {
        SignOffs two = of(List.of("qa"), 2, Voices.signOff("ann", true, "qa"), Voices.signOff("bob", true, "qa"));
        assertThat(two.complete(), is(true));
        SignOffs one = of(List.of("ann", "bob", "eve"), 2, Voices.signOff("ann", true, "ann"));
        assertThat(one.words(), is("1 of 2 testers signed off; 1 missing"));
        assertThat(one.missing(), contains("bob", "eve"));
    }

    @Test
    public void aNoIsCountedAndNotMissing() {
        SignOffs no = of(List.of("ann", "bob"), null, Voices.signOff("ann", false, "ann"));
        assertThat(no.words(), is("0 of 2 testers signed off; 1 says that it is not ok"));
        assertThat(no.missing(), contains("bob"));
    }

    @Test
    public void aPipelineSpeaksForItselfAlone() {
        Response pipeline = Response.signOff(
                "p", Voices.AT, "dogfood", Source.PIPELINE, new Person("ann", "ann"),
                new Response.SignOff(true, List.of(), List.of("pipeline:ann")), "", null);
        assertThat(of(List.of("ann"), null, pipeline).signed(), is(0));
        assertThat(of(List.of("pipeline:ann"), null, pipeline).complete(), is(true));
        assertThat(of(List.of("pipeline:ann"), null, Voices.signOff("ann", true, "ann")).signed(), is(0));
    }

    @Test
    public void aDeletedSignOffIsNobodys() {
        assertThat(of(List.of("ann"), null, Voices.signOff("ann", true, "ann").withoutPerson()).signed(), is(0));
    }
}
