package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class LanesTest {
    private final Lanes lanes = new Lanes(2, Runnable::run);
    private final List<String> entered = new ArrayList<>();
    private final List<Runnable> exits = new ArrayList<>();

    @Test
    public void letsSoManyInAndTheOthersInTheirOrder() {
        enter("a", "1", "2", "3", "4");
        assertThat(entered, is(List.of("1", "2")));
        exits.get(1).run();
        assertThat(entered, is(List.of("1", "2", "3")));
        exits.get(0).run();
        assertThat(entered, is(List.of("1", "2", "3", "4")));
    }

    @Test
    public void leavingTwiceMakesNoRoomForTwo() {
        enter("a", "1", "2", "3", "4");
        exits.get(0).run();
        exits.get(0).run();
        assertThat(entered, is(List.of("1", "2", "3")));
    }

    @Test
    public void aFullServerKeepsNobodyFromAnother() {
        enter("a", "1", "2", "3");
        enter("b", "4");
        assertThat(entered, is(List.of("1", "2", "4")));
    }

    @Test
    public void roomIsMadeAgainWhenAllHaveLeft() {
        enter("a", "1", "2");
        List.copyOf(exits).forEach(Runnable::run);
        enter("a", "3", "4", "5");
        assertThat(entered, is(List.of("1", "2", "3", "4")));
    }

    private void enter(String server, String... names) {
        for (String name : names) {
            lanes.enter(server, leave -> {
                entered.add(name);
                exits.add(leave);
            });
        }
    }
}
