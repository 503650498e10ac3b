package io.jenkins.plugins.rollout.engine;

import static io.jenkins.plugins.rollout.engine.Plans.approvedBy;
import static io.jenkins.plugins.rollout.engine.Plans.automatic;
import static io.jenkins.plugins.rollout.engine.Plans.phase;
import static io.jenkins.plugins.rollout.engine.Plans.plan;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.RolloutState.Status;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A build is deleted, and its rollout's journal with it, while what was deployed is still being undone. */
public class DeletedBuildTest {
    private static final String ID = "shop-1-1";
    private static final String NEXT = "shop-2-1";
    private static final String UNDO = "undo dogfood fleet of dogfood";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, RolloutState> told = new HashMap<>();
    private Path home;
    private Simulation world;

    /** Knows how a rollout ended when nothing is left that says so. */
    private final class Told implements Witness {
        @Override
        public void wrote(Path directory, List<Entry> entries, List<String> hashes, RolloutState state) {
            told.put(state.id(), state);
            try {
                assertThat("a witness finds it", JournalReader.verify(directory), is(state.sequence()));
            } catch (IOException e) {
                throw new AssertionError("what was written is not there", e);
            }
        }

        @Override
        public void found(Path directory, RolloutState state) {
            told.put(state.id(), state);
            assertThat("a witness finds it", Journal.exists(directory), is(true));
        }

        @Override
        public CompletionStage<Void> kept(String rolloutId) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private void boot(String name) throws Exception {
        home = folder.newFolder(name).toPath();
        told.clear();
        world = new Simulation(home, Told::new);
    }

    /** One rollout has deployed two phases and cannot undo them for now; another one waits for it. */
    private void deployAndLose(String name) throws Exception {
        boot(name);
        world.declare(ID, threePhases());
        world.declare(NEXT, threePhases());
        assertThat(world.state(NEXT).status(), is(Status.WAITING));
        world.answers = (call, tries) -> TargetAnswer.failedForNow("no route");
        world.ask(ID, new Command.LoseBuild("the build was deleted", true));
        assertThat(world.state(ID).status(), is(Status.ROLLING_BACK));
    }

    private static Plan threePhases() {
        return plan(
                phase("dogfood", 1, automatic(), null),
                phase("alpha", 5, automatic(), null),
                phase("full", 100, approvedBy(1), null));
    }

    private Path spare(String id) {
        return home.resolve("spare").resolve(id);
    }

    private void delete(String id) throws IOException {
        delete(world.directory(id));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void reachTargetsAgain() {
        world.answers = (call, tries) -> TargetAnswer.done("");
        world.passMinutes(10);
    }

    private void assertUndoneAndOver(String when) {
        assertThat(when + ": each undone once", world.performed.keySet().stream()
                .filter(operation -> operation.startsWith(ID) && operation.contains(":undo:"))
                .toList().size(), is(2));
        assertThat(when, world.performed.values(), everyItem(is(1)));
        assertThat(when, told.get(ID).result(), is(Result.ABORTED));
        assertThat(when, told.get(ID).cause(), containsString("the build was deleted"));
        assertGone(when);
    }

    private void assertGone(String when) {
        assertThat(when, world.engine().ids(), contains(NEXT));
        assertThat(when, world.state(NEXT).status(), is(Status.RUNNING));
        assertThat(when + ": its note", Files.exists(home.resolve("open").resolve(ID)), is(false));
        assertThat(when + ": its spare", Files.exists(spare(ID)), is(false));
    }

    @Test
    public void itsUndoIsFinishedAndTheNextOneBegins() throws Exception {
        deployAndLose("home");
        delete(ID);
        reachTargetsAgain();
        assertThat(world.calls, hasItem(UNDO));
        assertUndoneAndOver("deleted");
    }

    @Test
    public void itsUndoIsFinishedWhenTheControllerIsKilledMeanwhile() throws Exception {
        deployAndLose("home");
        delete(ID);
        world.pass(Duration.ofSeconds(2));
        long before = told.get(ID).sequence();
        world.killAndRestart();
        assertThat("nothing is forgotten", told.get(ID).sequence(), is(greaterThan(before)));
        JournalReader.verify(spare(ID));
        reachTargetsAgain();
        assertUndoneAndOver("deleted and killed");
    }

    @Test
    public void aBuildThatWasDeletedWhileTheControllerWasDownIsUndone() throws Exception {
        boot("home");
        world.declare(ID, threePhases());
        world.declare(NEXT, threePhases());
        delete(ID);
        world.sleep(Duration.ofHours(1));
        assertThat(world.engine().ids(), hasItem(ID));
        world.ask(ID, new Command.LoseBuild("the build was deleted", true));
        assertThat(world.calls, hasItem(UNDO));
        assertUndoneAndOver("deleted in its sleep");
    }

    @Test
    public void nothingIsForgottenAndNothingDoneTwiceWhereverTheControllerIsKilled() throws Exception {
        int kills = 0;
        for (boolean killed = true; killed; kills++) {
            String when = "kill " + kills;
            deployAndLose(when);
            delete(ID);
            world.killAtLine(ID, told.get(ID).sequence() + 1 + kills);
            reachTargetsAgain();
            killed = world.killed();
            world.killAndRestart();
            reachTargetsAgain();
            assertUndoneAndOver(when);
        }
        assertThat(kills, greaterThan(5));
    }

    @Test
    public void aJournalIsWrittenInItsBuildAndIsTheSameInItsSpare() throws Exception {
        boot("home");
        world.declare(ID, threePhases());
        assertThat(Files.isSameFile(Journal.fileIn(spare(ID)), Journal.fileIn(world.directory(ID))), is(true));
        world.killAndRestart();
        assertThat(Files.isSameFile(Journal.fileIn(spare(ID)), Journal.fileIn(world.directory(ID))), is(true));
        assertThat(JournalReader.verify(world.directory(ID)), is(world.state(ID).sequence()));
        world.approve(ID, Plans.ALICE);
        assertThat(world.state(ID).result(), is(Result.SUCCESS));
        assertThat("nothing of it stays", Files.exists(spare(ID)), is(false));
        assertThat("but where it belongs", Journal.exists(world.directory(ID)), is(true));
    }

    @Test
    public void theSpareOfAnEarlierRolloutOfTheSameIdIsReplaced() throws Exception {
        boot("home");
        Files.createDirectories(spare(ID));
        Files.writeString(Journal.fileIn(spare(ID)), "something else\n");
        Files.writeString(spare(ID).resolve("snapshot.json"), "{}");
        world.declare(ID, threePhases());
        delete(ID);
        world.killAndRestart();
        assertThat(world.engine().ids(), contains(ID));
        assertThat(Files.exists(spare(ID).resolve("snapshot.json")), is(false));
    }

    @Test
    public void aJournalThatCameBackFromABackupIsLinkedAnew() throws Exception {
        boot("home");
        world.declare(ID, threePhases());
        Path file = Journal.fileIn(world.directory(ID));
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        Files.write(file, bytes);
        world.killAndRestart();
        assertThat(Files.isSameFile(Journal.fileIn(spare(ID)), file), is(true));
    }

    @Test
    public void whereNothingCanBeWrittenAnyMoreARolloutEndsAndLetsTheNextOneIn() throws Exception {
        deployAndLose("home");
        var heard = new ArrayList<RolloutState>();
        world.engine().listen(ID, world.directory(ID), 0, (entries, state) -> heard.add(state));
        world.settle();
        delete(ID);
        delete(spare(ID));
        reachTargetsAgain();
        assertGone("both gone");
        RolloutState end = heard.get(heard.size() - 1);
        assertThat(end.result(), is(Result.FAILURE));
        assertThat(end.cause(), containsString("journal"));
        assertThat(
                "what is still out there is named",
                end.cause(),
                containsString("phase 'dogfood' (fleet of dogfood), phase 'alpha' (fleet of alpha)"));
        long calls = world.calls.stream().filter(UNDO::equals).count();
        world.passMinutes(10);
        assertThat("it does not spin", world.calls.stream().filter(UNDO::equals).count(), is(calls));
    }

    @Test
    public void whoAsksSomethingOfARolloutThatCannotBeWrittenIsTold() throws Exception {
        boot("home");
        world.declare(ID, threePhases());
        delete(ID);
        delete(spare(ID));
        var answer = world.submit(ID, new Command.Pause(Plans.OPS, "wait")).toCompletableFuture();
        world.settle();
        assertThat(assertThrows(CompletionException.class, answer::join).getCause(), instanceOf(IOException.class));
        assertThat(world.engine().ids(), is(empty()));
        assertThat(world.ask(ID, new Command.Pause(Plans.OPS, "wait")), instanceOf(Decision.Refused.class));
    }

    @Test
    public void withoutHardLinksARolloutGoesOnUntilItsBuildIsDeleted() throws Exception {
        home = folder.newFolder("home").toPath();
        Files.writeString(home.resolve("spare"), "no folder can be made here");
        world = new Simulation(home, Told::new);
        world.declare(ID, threePhases());
        world.declare(NEXT, threePhases());
        world.killAndRestart();
        assertThat(world.engine().ids(), hasItem(ID));
        delete(ID);
        world.submit(ID, new Command.LoseBuild("the build was deleted", true));
        world.settle();
        assertThat(world.engine().ids(), contains(NEXT));
        assertThat(world.state(NEXT).status(), is(Status.RUNNING));
        assertThat(Files.exists(home.resolve("open").resolve(ID)), is(false));
    }

    @Test
    public void anIdIsTakenUntilAllOfItIsKept() throws Exception {
        boot("home");
        assertThat(world.engine().taken(ID), is(false));
        world.declare(ID, threePhases());
        assertThat(world.engine().taken(ID), is(true));
        world.approve(ID, Plans.ALICE);
        assertThat(world.engine().ids(), is(not(hasItem(ID))));
        assertThat(world.engine().taken(ID), is(false));
    }
}
