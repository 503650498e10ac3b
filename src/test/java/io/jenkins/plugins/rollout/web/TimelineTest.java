package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public class TimelineTest {
    private final Timeline timeline = new Timeline();
    private final List<Entry> entries = Scene.asking().entries();

    @Test
    public void mayBeToldTwice() {
        timeline.accept(entries.subList(0, 10));
        timeline.accept(entries);
        timeline.accept(entries.subList(3, 20));

        assertThat(timeline.sequence(), is((long) entries.size()));
        assertThat(timeline.after(0).orElseThrow().size(), is(entries.size()));
    }

    @Test
    public void whatComesTooEarlyIsLeftForLater() {
        timeline.accept(entries.subList(0, 5));
        timeline.accept(entries.subList(7, 9));

        assertThat(timeline.sequence(), is(5L));
    }

    @Test
    public void wakesThoseWhoWaitOnce() {
        timeline.accept(entries.subList(0, 5));
        var woken = new AtomicInteger();

        assertThat(timeline.await(5, woken::incrementAndGet), is(true));
        timeline.accept(entries.subList(0, 5));
        assertThat("nothing new", woken.get(), is(0));
        timeline.accept(entries.subList(5, 7));
        timeline.accept(entries.subList(7, 8));
        assertThat(woken.get(), is(1));
    }

    @Test
    public void nobodyWaitsForWhatIsThereOrWillNeverCome() {
        timeline.accept(entries.subList(0, 5));
        assertThat(timeline.await(4, () -> {}), is(false));

        var ended = Scene.ended().timeline();
        assertThat(ended.await(ended.sequence(), () -> {}), is(false));
    }

    @Test
    public void saysWhenItDoesNotKeepAllThatIsAskedFor() {
        Scene scene = Scene.asking();
        for (int i = 0; i < Timeline.TAIL; i++) {
            scene.happened(Scene.ALICE, new Event.Resumed(""));
        }
        var full = scene.timeline();

        assertThat(full.after(0), is(Optional.empty()));
        assertThat(full.after(full.sequence() - Timeline.TAIL).orElseThrow().size(), is(Timeline.TAIL));
        assertThat(full.after(full.sequence()).orElseThrow().size(), is(0));
    }
}
