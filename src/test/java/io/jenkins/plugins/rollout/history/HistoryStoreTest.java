package io.jenkins.plugins.rollout.history;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.Standing;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What follows from the lines of a history, and that it is there again after a kill at any byte. */
public class HistoryStoreTest {
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Instant now = START;
    private HistoryStore store;

    @Before
    public void open() throws Exception {
        store = HistoryStore.open(home(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private Path home() {
        return folder.getRoot().toPath().resolve("history");
    }

    private Path file(String month) {
        return home().resolve(month + ".jsonl");
    }

    private static Share share(String phase, Integer exposure, String audience, Share.Has has) {
        BigDecimal percent = exposure == null ? null : BigDecimal.valueOf(exposure);
        return new Share(phase, percent, audience, has, START, has == Share.Has.MAYBE ? null : START, null);
    }

    private Course course(String id, String version, Result result, Share... shares) {
        boolean ended = result != null;
        return new Course(
                now, ended ? "RolloutEnded" : "PhaseDeployed", id, ended ? 9 : 4, START, "team/shop#7", "shop",
                "production", version, null, START.minusSeconds(60), START, null, ended ? now : null, result,
                ended ? "because" : "", null, List.of(shares), null, null);
    }

    private void append(Course... courses) throws IOException {
        store.append(Arrays.stream(courses).map(HistoryLine::new).toList());
    }

    private void said(String version) throws IOException {
        store.append(List.of(new HistoryLine(
                new Said(now, "shop", "production", version, START.minusSeconds(5), "connie", "Connie", "it runs"))));
    }

    private Place place() {
        return store.places().find("shop", "production").orElseThrow();
    }

    private Optional<String> live() {
        return store.places().live("shop", "production").map(Standing::version);
    }

    private void succeed(String id, String version) throws IOException {
        append(course(id, version, Result.SUCCESS, share("full", 100, null, Share.Has.YES)));
    }

    @Test
    public void nothingIsKnownBeforeTheFirst() throws Exception {
        assertThat(live(), is(Optional.empty()));
        append(course("shop-7-1", "2.0", null));
        assertThat(live(), is(Optional.empty()));
        assertThat(place().open().size(), is(1));
        assertThat(place().isUnknown(), is(true));
    }

    @Test
    public void successIsLiveAndSaysByWhichBuildSinceWhen() throws Exception {
        append(course("shop-7-1", "2.0", null));
        succeed("shop-7-1", "2.0");
        assertThat(place().live(), is(Optional.of(new Standing("2.0", "shop-7-1", "team/shop#7", START))));
        assertThat(place().open(), is(empty()));
    }

    @Test
    public void rolloutThatWasTakenBackLeavesTheFormerVersion() throws Exception {
        succeed("shop-7-1", "1.0");
        append(course("shop-8-1", "2.0", Result.FAILURE, share("canary", 5, null, Share.Has.NO)));
        assertThat(live(), is(Optional.of("1.0")));
        assertThat(place().isMixed(), is(false));
    }

    @Test
    public void rolloutThatWasStoppedLeavesAMixtureAndSaysHowFarItWent() throws Exception {
        succeed("shop-7-1", "1.0");
        append(course(
                "shop-8-1", "2.0", Result.ABORTED, share("dogfood", null, "employees", Share.Has.YES),
                share("canary", 20, null, Share.Has.MAYBE)));
        assertThat("those who are in no rollout", live(), is(Optional.of("1.0")));
        assertThat(place().remnants().get(0).reach(), is("up to 20 % and employees"));
        assertThat(place().remnants().get(0).why(), is("because"));
        succeed("shop-9-1", "2.1");
        assertThat(place().isMixed(), is(false));
    }

    @Test
    public void noVersionIsLiveWhenTheOneThatWasStoppedMayHaveReachedEverybody() throws Exception {
        succeed("shop-7-1", "1.0");
        append(course("shop-8-1", "2.0", Result.FAILURE, share("full", 100, null, Share.Has.MAYBE)));
        assertThat(live(), is(Optional.empty()));
        said("2.0");
        assertThat(live(), is(Optional.of("2.0")));
        assertThat(place().isMixed(), is(false));
        assertThat(place().said().by(), is("connie"));
    }

    @Test
    public void successForSomeLeavesTheRestWhereItWas() throws Exception {
        succeed("shop-7-1", "1.0");
        append(course("shop-8-1", "2.0", Result.SUCCESS, share("beta", 20, null, Share.Has.YES)));
        assertThat(live(), is(Optional.of("1.0")));
        assertThat(place().remnants().get(0).reach(), is("20 %"));
    }

    @Test
    public void rolloutThatNobodyContinuesLeavesAMixture() throws Exception {
        append(course("shop-7-1", "2.0", null, share("canary", 5, null, Share.Has.YES)));
        assertThat(place().without("shop-7-1"::equals), is(place()));
        Place alone = place().without(id -> false);
        assertThat(alone.open(), is(empty()));
        assertThat(alone.remnants().get(0).reach(), is("up to 5 %"));
        succeed("shop-8-1", "1.0");
        assertThat(live(), is(Optional.of("1.0")));
        append(course("shop-9-1", "3.0", null, share("full", 100, null, Share.Has.YES)));
        assertThat("it may be everywhere", live(), is(Optional.empty()));
    }

    @Test
    public void lineThatIsToldAgainChangesNothing() throws Exception {
        succeed("shop-7-1", "1.0");
        succeed("shop-8-1", "2.0");
        Place before = place();
        succeed("shop-7-1", "1.0");
        append(course("shop-7-1", "1.0", null));
        assertThat(place(), is(before));
    }

    private void several() throws IOException {
        succeed("shop-7-1", "1.0");
        said("1.1");
        append(course("shop-8-1", "2.0", null, share("canary", 5, null, Share.Has.YES)));
        append(course("shop-8-1", "2.0", Result.ABORTED, share("canary", 5, null, Share.Has.YES)));
    }

    @Test
    public void killAtEveryByteLosesOnlyWhatWasNotWhole() throws Exception {
        var states = new ArrayList<List<Place>>();
        states.add(List.of());
        several();
        byte[] whole = Files.readAllBytes(file("2026-01"));
        for (int length = 1; length <= whole.length; length++) {
            boolean edge = whole[length - 1] == '\n';
            if (!edge && length % 41 != 0) {
                continue;
            }
            Files.write(file("2026-01"), Arrays.copyOf(whole, length));
            open();
            if (edge) {
                states.add(store.places().all());
            }
            assertThat("at " + length, store.places().all(), is(states.get(states.size() - 1)));
            assertThat(Files.size(file("2026-01")), is((long) lastEnd(whole, length)));
        }
        assertThat(states.size(), is(5));
    }

    private static int lastEnd(byte[] bytes, int length) {
        int end = length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @Test
    public void noteMakesTheStartShortAndOldMonthsNeedless() throws Exception {
        several();
        List<Place> before = store.places().all();
        store.writeNote();
        now = Instant.parse("2026-03-01T00:00:00Z");
        open();
        assertThat(store.places().all(), is(before));
        succeed("shop-9-1", "3.0");
        List<Place> after = store.places().all();
        Files.delete(file("2026-01"));
        open();
        assertThat(store.places().all(), is(after));
        Files.writeString(home().resolve("live.json"), "{\"month\":");
        open();
        assertThat("the files have it", live(), is(Optional.of("3.0")));
    }

    @Test
    public void fullDiskLosesNothingThatIsSaidAgain() throws Exception {
        succeed("shop-7-1", "1.0");
        Files.move(file("2026-01"), home().resolve("kept"));
        Files.createDirectory(file("2026-01"));
        assertThrows(IOException.class, () -> succeed("shop-8-1", "2.0"));
        assertThat(live(), is(Optional.of("1.0")));
        Files.delete(file("2026-01"));
        Files.move(home().resolve("kept"), file("2026-01"));
        succeed("shop-8-1", "2.0");
        open();
        assertThat(live(), is(Optional.of("2.0")));
    }

    @Test
    public void pagesGoBackThroughAllMonths() throws Exception {
        for (int i = 1; i <= 300; i++) {
            append(course("shop-" + i + "-1", "1." + i, null));
            succeed("shop-" + i + "-1", "1." + i);
            if (i == 200) {
                now = Instant.parse("2026-02-01T00:00:00Z");
                open();
            }
        }
        var seen = new ArrayList<String>();
        String next = "";
        int pages = 0;
        do {
            Pages.Page page = store.pages().read(next, 7, course -> !course.version().endsWith("7"));
            assertThat(page.rollouts().size(), lessThan(8));
            page.rollouts().forEach(course -> seen.add(course.version()));
            next = page.next();
            pages++;
        } while (!next.isEmpty());
        assertThat(seen.size(), is(270));
        assertThat(pages, is(39));
        assertThat(seen.subList(0, 3), contains("1.300", "1.299", "1.298"));
        assertThat(seen.get(269), is("1.1"));
        assertThrows(IllegalArgumentException.class, () -> store.pages().read("yesterday", 7, course -> true));
    }

    @Test
    public void lineThatCannotBeReadIsLeftOutAndTheRestCounts() throws Exception {
        several();
        List<String> lines = new ArrayList<>(Files.readAllLines(file("2026-01")));
        lines.add(1, "{\"something\":1}");
        lines.add(2, "x");
        List<Place> before = store.places().all();
        Files.write(file("2026-01"), lines);
        open();
        assertThat(store.places().all(), is(before));
    }
}
