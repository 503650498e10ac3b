package io.jenkins.plugins.rollout.journal;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class JournalTest {
    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00.123456789Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path directory;
    private Journal journal;
    private RolloutState state;

    @Before
    public void create() throws Exception {
        directory = folder.getRoot().toPath().resolve("rollout");
        begin(Journal.create(directory));
    }

    private void begin(Journal fresh) throws Exception {
        journal = fresh;
        state = null;
        var phase = new Phase("canary", null, new BigDecimal("0.5"), Gate.DEFAULT, null);
        var plan = new Plan("shop", null, "2.0.0", null, null, null, List.of(phase), null, null, null);
        append(new Event.RolloutDeclared("shop-1-1", "shop #1", plan, Set.of("dave")), new Event.RolloutStarted(null));
    }

    private void append(Event... events) throws Exception {
        var entries = new ArrayList<Entry>();
        for (Event event : events) {
            var by = new Actor("alice", "Älice <b>", "page", Set.of("b", "a"), Set.of());
            var entry = new Entry((state == null ? 0 : state.sequence()) + 1, NOW, by, event);
            state = Evolution.evolve(state, entry);
            entries.add(entry);
        }
        journal.append(entries, state);
    }

    private Path file() {
        return Journal.fileIn(directory);
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(file());
    }

    @Test
    public void readsBackWhatWasWritten() throws Exception {
        append(new Event.Paused("lunch ✓ </script>"));
        assertThat(JournalReader.read(directory, 0), hasSize(3));
        assertThat(Evolution.fold(JournalReader.read(directory, 0)), is(state));
        assertThat(Journal.open(directory).state(), is(state));
        assertThat(journal.entries(2, 10), is(JournalReader.read(directory, 2)));
        assertThat(JournalReader.verify(directory), is(3L));
    }

    @Test
    public void cutsATornTailAndGoesOn() throws Exception {
        long whole = Files.size(file());
        Files.writeString(file(), "{\"previous\":\"abc", StandardOpenOption.APPEND);
        Journal.Recovered recovered = Journal.open(directory);
        assertThat(recovered.tornTailCut(), is(true));
        assertThat(recovered.state(), is(state));
        assertThat(Files.size(file()), is(whole));
        journal = recovered.journal();
        append(new Event.Paused("x"));
        assertThat(JournalReader.verify(directory), is(3L));
    }

    @Test
    public void everyTornLengthOfTheLastLineIsCut() throws Exception {
        byte[] before = Files.readAllBytes(file());
        append(new Event.Paused("a reason"));
        byte[] after = Files.readAllBytes(file());
        for (int length = before.length; length < after.length; length++) {
            Files.write(file(), java.util.Arrays.copyOf(after, length));
            assertThat("cut at " + length, Journal.open(directory).state().pause() == null, is(true));
            assertThat(Files.size(file()), is((long) before.length));
        }
    }

    @Test
    public void reportsTheLineThatWasChanged() throws Exception {
        append(new Event.Paused("a"), new Event.Resumed("b"));
        List<String> lines = lines();
        lines.set(2, lines.get(2).replace("\"reason\":\"a\"", "\"reason\":\"x\""));
        Files.write(file(), lines, StandardCharsets.UTF_8);
        JournalDamaged damaged = assertThrows(JournalDamaged.class, () -> Journal.open(directory));
        assertThat(damaged.line(), is(4L));
        assertThat(damaged.getMessage(), containsString("was changed"));
        assertThat("it is left as it is", lines(), is(lines));
    }

    @Test
    public void reportsLinesThatWereRemovedOrPutIn() throws Exception {
        append(new Event.Paused("a"), new Event.Resumed("b"));
        List<String> lines = lines();
        var removed = new ArrayList<>(lines);
        removed.remove(1);
        Files.write(file(), removed);
        assertThat(assertThrows(JournalDamaged.class, () -> Journal.open(directory)).line(), is(2L));
        var doubled = new ArrayList<>(lines);
        doubled.add(2, lines.get(1));
        Files.write(file(), doubled);
        assertThat(assertThrows(JournalDamaged.class, () -> JournalReader.verify(directory)).line(), is(3L));
        Files.write(file(), List.of("hello"));
        assertThat(assertThrows(JournalDamaged.class, () -> Journal.open(directory)).line(), is(1L));
    }

    @Test
    public void longJournalOpensFromItsSnapshotAndReadsFromItsMiddle() throws Exception {
        for (int i = 0; i < 50; i++) {
            var batch = new Event[50];
            for (int j = 0; j < batch.length; j++) {
                batch[j] = j % 2 == 0 ? new Event.Paused("round " + i + "." + j) : new Event.Resumed("");
            }
            append(batch);
        }
        assertThat(Files.exists(directory.resolve("snapshot.json")), is(true));
        Journal.Recovered recovered = Journal.open(directory);
        assertThat(recovered.state(), is(state));
        List<Entry> all = JournalReader.read(directory, 0);
        for (int after : new int[] {0, 1, 255, 256, 257, 2000, 2501, 2502, 9999}) {
            List<Entry> expected = all.stream()
                    .filter(entry -> entry.sequence() > after)
                    .limit(20)
                    .toList();
            assertThat("after " + after, recovered.journal().entries(after, 20), is(expected));
            assertThat("after " + after, journal.entries(after, 20), is(expected));
        }
        journal = recovered.journal();
        append(new Event.Paused("on"));
        assertThat(Journal.open(directory).state(), is(state));
    }

    @Test
    public void snapshotThatDoesNotFitIsIgnoredAndMissingLinesAreReported() throws Exception {
        for (int i = 0; i < 600; i++) {
            append(new Event.Paused("x"), new Event.Resumed(""));
        }
        Path snapshot = directory.resolve("snapshot.json");
        String good = Files.readString(snapshot);
        Files.writeString(snapshot, good.replaceFirst("\"hash\":\"[0-9a-f]{4}", "\"hash\":\"0000"));
        assertThat(Journal.open(directory).state(), is(state));
        Files.writeString(snapshot, good.replace("\"version\":\"2.0.0\"", "\"version\":\"6.6.6\""));
        assertThat(Journal.open(directory).state(), is(state));
        Files.writeString(snapshot, "{\"sequence\":");
        assertThat(Journal.open(directory).state(), is(state));
        Files.writeString(snapshot, good);
        Files.write(file(), lines().subList(0, 900));
        assertThat(assertThrows(JournalDamaged.class, () -> Journal.open(directory)).getMessage(), containsString("missing"));
    }

    @Test
    public void goesOnInItsSpareWhenItsFolderIsDeleted() throws Exception {
        Path build = folder.getRoot().toPath().resolve("build");
        Path elsewhere = folder.getRoot().toPath().resolve("elsewhere");
        begin(Journal.create(build, new Spare(elsewhere)));
        assertThat(Files.isSameFile(Journal.fileIn(elsewhere), Journal.fileIn(build)), is(true));
        Files.delete(Journal.fileIn(build));
        assertThat(journal.entries(0, 10), hasSize(2));
        append(new Event.Paused("a"), new Event.Resumed("b"));
        assertThat("nothing is begun anew beside it", Journal.exists(build), is(false));
        Files.delete(build);
        for (int i = 0; i < 600; i++) {
            append(new Event.Paused("x"), new Event.Resumed(""));
        }
        assertThat(Files.exists(elsewhere.resolve("snapshot.json")), is(true));
        assertThat(JournalReader.verify(journal.directory()), is(1204L));
        Journal.Recovered recovered = Journal.open(build, new Spare(elsewhere));
        assertThat(recovered.state(), is(state));
        journal = recovered.journal();
        append(new Event.Paused("on"));
        assertThat(JournalReader.verify(elsewhere), is(1205L));
        new Spare(elsewhere).remove();
        assertThat(Files.exists(elsewhere), is(false));
        assertThrows(JournalGone.class, () -> append(new Event.Resumed("never")));
    }

    @Test
    public void aSnapshotThatCannotBeWrittenHoldsNothingUp() throws Exception {
        Path part = Files.createDirectories(directory.resolve("snapshot.json.part"));
        for (int i = 0; i < 1100; i++) {
            append(new Event.Paused("x"), new Event.Resumed(""));
            if (i == 600) {
                assertThat(Files.exists(directory.resolve("snapshot.json")), is(false));
                Files.delete(part);
            }
        }
        assertThat(Files.exists(directory.resolve("snapshot.json")), is(true));
        assertThat(Journal.open(directory).state(), is(state));
    }

    @Test
    public void refusesASecondJournalInTheSamePlaceAndGapsInTheSequence() {
        assertThrows(java.io.IOException.class, () -> Journal.create(directory));
        var gap = new Entry(9, NOW, Actor.ENGINE, new Event.RolloutStarted(null));
        assertThrows(IllegalArgumentException.class, () -> journal.append(List.of(gap), state));
    }
}
