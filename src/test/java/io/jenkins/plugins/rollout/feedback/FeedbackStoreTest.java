package io.jenkins.plugins.rollout.feedback;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class FeedbackStoreTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final FeedbackStore store = new FeedbackStore();
    private Path directory;

    @Before
    public void find() {
        directory = folder.getRoot().toPath();
    }

    private Path file() {
        return directory.resolve(FeedbackStore.FILE);
    }

    private List<Integer> scores() throws IOException {
        return new FeedbackStore().all(directory).stream().map(Response::score).toList();
    }

    @Test
    public void keepsWhatWasSaid() throws Exception {
        assertThat(store.all(directory), is(empty()));
        Response first = Voices.rating("ann", 5, "nice");
        Response second = Voices.signOff("bob", false, "bob", "qa");
        store.add(directory, first);
        store.add(directory, second);
        assertThat(store.all(directory), contains(first, second));
        assertThat("read from the disk", new FeedbackStore().all(directory), contains(first, second));
    }

    @Test
    public void aNewerRatingTakesThePlaceOfTheOldOneOfWhichNothingStays() throws Exception {
        store.add(directory, Voices.rating("ann", 1, "does not start at all"));
        store.add(directory, Voices.rating("bob", 4, ""));
        store.add(directory, Voices.rating("ann", 5, "works now"));
        assertThat(scores(), contains(4, 5));
        assertThat(Files.readString(file()), not(containsString("does not start")));
    }

    @Test
    public void thoseWithoutANameCountEach() throws Exception {
        store.add(directory, Voices.rating(null, 3, ""));
        store.add(directory, Voices.rating(null, 3, ""));
        assertThat(scores(), contains(3, 3));
    }

    @Test
    public void aPersonMayRateAndSignOffAndIsNotTakenForAPipelineOfThatName() throws Exception {
        store.add(directory, Voices.rating("ann", 4, ""));
        store.add(directory, Voices.signOff("ann", true, "ann"));
        store.add(directory, Response.rating("x", Voices.AT, "dogfood", Source.PIPELINE, new Person("ann", "ann"), 1, "", null));
        assertThat(store.all(directory).size(), is(3));
    }

    @Test
    public void whatIsDeletedIsNotOnTheDiskAndTheScoreStays() throws Exception {
        store.add(directory, Voices.rating("ann-secret-id", 2, "call me at 555-0100"));
        store.add(directory, Voices.rating("bob", 4, "fine"));
        assertThat(store.forget(directory, response -> response.isBy(Source.PERSON, "ann-secret-id")), is(1));
        assertThat(Files.readString(file()), not(containsString("ann-secret-id")));
        assertThat(Files.readString(file()), not(containsString("555-0100")));
        assertThat(scores(), contains(2, 4));
        try (var files = Files.list(directory)) {
            assertThat("no copy is left beside it", files.toList(), contains(file()));
        }
        assertThat("once", store.forget(directory, response -> response.score() == 2), is(0));
    }

    @Test
    public void aTailThatAKillLeftIsCutOffAndEverythingBeforeItStays() throws Exception {
        store.add(directory, Voices.rating("ann", 5, "ümlaut"));
        store.add(directory, Voices.rating("bob", 4, ""));
        byte[] whole = Files.readAllBytes(file());
        int first = new String(whole, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        for (int length = first; length < whole.length; length++) {
            Files.write(file(), java.util.Arrays.copyOf(whole, length));
            assertThat("cut at " + length, scores(), contains(5));
        }
        new FeedbackStore().add(directory, Voices.rating("eve", 3, ""));
        assertThat(scores(), contains(5, 3));
    }

    @Test
    public void aDamagedLineIsNamedAndNothingWrittenOverIt() throws Exception {
        store.add(directory, Voices.rating("ann", 5, ""));
        Files.writeString(file(), "{\"name\": \"secret\n", StandardOpenOption.APPEND);
        IOException damaged = assertThrows(IOException.class, () -> store.add(directory, Voices.rating("bob", 5, "")));
        assertThat(damaged.getMessage(), allOf(containsString("line 2: is damaged"), not(containsString("secret"))));
        assertThat(Files.readString(file()), not(containsString("bob")));
    }

    @Test
    public void importedAgainNothingIsAddedAndACorrectionCorrects() throws Exception {
        List<Response> file = List.of(Voices.imported("1", 5, "good"), Voices.imported("2", 2, "slow"));
        assertThat(store.addAll(directory, file), is(1 + 1));
        byte[] before = Files.readAllBytes(file());
        assertThat(store.addAll(directory, List.of(Voices.imported("1", 5, "good"), Voices.imported("2", 2, "slow"))), is(0));
        assertThat(Files.readAllBytes(file()), is(before));
        assertThat(store.addAll(directory, List.of(Voices.imported("2", 3, "slow at first"))), is(0));
        assertThat(scores(), contains(5, 3));
    }

    @Test
    public void anImportDoesNotBringBackWhatWasDeleted() throws Exception {
        store.addAll(directory, List.of(Voices.imported("1", 1, "my name is Tess")));
        store.forget(directory, response -> true);
        store.addAll(directory, List.of(Voices.imported("1", 1, "my name is Tess")));
        assertThat(scores(), contains(1));
        assertThat(Files.readString(file()), not(containsString("Tess")));
    }

    @Test
    public void thereIsAnEndToWhatIsKept() throws Exception {
        var many = new ArrayList<Response>();
        for (int i = 0; i < FeedbackStore.MOST; i++) {
            many.add(Voices.rating(null, 3, ""));
        }
        store.addAll(directory, many);
        FeedbackStore.Full full =
                assertThrows(FeedbackStore.Full.class, () -> store.add(directory, Voices.rating(null, 3, "")));
        assertThat(full.getMessage(), containsString("at most 5000 responses"));
        assertThrows(FeedbackStore.Full.class, () -> store.addAll(directory, List.of(Voices.rating(null, 3, ""))));
    }
}
