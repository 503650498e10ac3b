package io.jenkins.plugins.rollout.notify;

import static java.util.stream.Collectors.groupingBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Channel;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.kohsuke.stapler.DataBoundConstructor;

/** Messages behind the engine: each wanted once, each sent under one id, whenever the controller was killed. */
public class DispatcherTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final String ID = "shop-1-1";
    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    /** What was sent in this JVM, and what is answered. */
    private static final List<Message> SENT = Collections.synchronizedList(new ArrayList<>());

    private static final Map<String, CompletableFuture<Outcome>> ANSWERS = new ConcurrentHashMap<>();

    /** Notes what it is given. */
    public static final class Noting extends Notifier {
        private final String name;

        @DataBoundConstructor
        public Noting(String name) {
            this.name = name;
        }

        public String getName() {
            return name;
        }

        @Override
        @NonNull
        public CompletionStage<Outcome> send(@NonNull Message message, @NonNull NotifierContext context) {
            SENT.add(message);
            return ANSWERS.getOrDefault(name, CompletableFuture.completedFuture(Outcome.sent()));
        }

        @Override
        @NonNull
        public String describe() {
            return "noting '" + name + "'";
        }

        @Extension
        @Symbol("noting")
        public static final class DescriptorImpl extends NotifierDescriptor {}
    }

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Entry> entries = new ArrayList<>();
    private RolloutState state;
    private Path journal;
    private Path home;
    private Instant now = START;
    private Dispatcher dispatcher;

    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    @Before
    public void begin() throws Exception {
        SENT.clear();
        ANSWERS.clear();
        journal = folder.newFolder("journal").toPath();
        home = folder.newFolder("messages").toPath();
        dispatcher = dispatcher(home);
    }

    private Dispatcher dispatcher(Path where) throws IOException {
        NotifierContext context = Receivers.context(Runnable::run);
        return new Dispatcher(
                where,
                task -> {
                    synchronized (tasks) {
                        tasks.add(task);
                    }
                },
                context,
                id -> Optional.ofNullable(state).filter(known -> known.id().equals(id) && !known.isEnded()),
                clock,
                new Patience(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(1)));
    }

    private void work() {
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
        }
    }

    private Runnable poll() {
        synchronized (tasks) {
            return tasks.poll();
        }
    }

    private static Channel channel(Notifier notifier) {
        return new Channel(notifier.describe(), Definitions.toJson(notifier));
    }

    private static Channel announcement(Notifier by, String... phases) {
        var announcement = new Announcement(by);
        announcement.setPhases(List.of(phases));
        return new Channel(by.describe(), Definitions.toJson(announcement));
    }

    private Plan plan(List<Channel> channels, List<Channel> announcements) {
        var gate = new Gate(List.of(), null, new Approval(false, List.of("release-managers"), 1, "Look at {{version}}"));
        return new Plan(
                        "shop", "production", "2.4.0", "2.3.1", "", Plan.Form.PLAN,
                        List.of(
                                new Phase("beta", "beta-testers", null, gate, null),
                                new Phase("full", null, BigDecimal.valueOf(100), gate, null)),
                        null, null, null)
                .told(channels, announcements);
    }

    /** Something happened: it is in the journal, and the dispatcher is told. */
    private void happen(Event event) throws IOException {
        write(event);
        dispatcher.wrote(journal, List.of(entries.get(entries.size() - 1)), List.of(""), state);
        work();
    }

    private void write(Event... events) throws IOException {
        var fresh = new ArrayList<Entry>();
        for (Event event : events) {
            var entry = new Entry(entries.size() + 1L, now, Actor.ENGINE, event);
            entries.add(entry);
            fresh.add(entry);
            state = Evolution.evolve(state, entry);
        }
        try (Opened opened = open()) {
            opened.journal.append(fresh, state);
        }
    }

    private record Opened(Journal journal) implements AutoCloseable {
        @Override
        public void close() {}
    }

    private Opened open() throws IOException {
        return new Opened(Journal.exists(journal) ? Journal.open(journal).journal() : Journal.create(journal));
    }

    private void declare(Plan plan) throws IOException {
        happen(new Event.RolloutDeclared(ID, "shop#1", plan, Set.of()));
        happen(new Event.RolloutStarted(null));
        happen(new Event.GateOpened("beta", 1));
    }

    private void deployBeta() throws IOException {
        happen(new Event.GatePassed("beta"));
        happen(new Event.DeployStarted("beta", 1));
        happen(new Event.PhaseDeployed("beta"));
    }

    private void rollBack() throws IOException {
        happen(new Event.RollbackStarted(Result.FAILURE, "phase 'beta': bake failed: too many errors"));
        happen(new Event.UndoStarted("beta", 1));
        happen(new Event.PhaseUndone("beta"));
        happen(new Event.RollbackEnded(true));
        happen(new Event.RolloutEnded(Result.FAILURE, "phase 'beta': bake failed: too many errors"));
    }

    private static List<String> topics() {
        return SENT.stream().map(message -> message.topic().word()).toList();
    }

    private List<String> states() throws IOException {
        return dispatcher.sent(state).stream().map(sent -> sent.topic() + " " + sent.state()).toList();
    }

    @Test
    public void thoseWhoWorkOnItAreToldWhatTheyNeedToKnow() throws Exception {
        declare(plan(List.of(channel(new Noting("team"))), List.of()));
        happen(new Event.ApprovalRequested("beta", 1, "sha256:1"));
        happen(new Event.ApproversReminded("beta", 1));
        deployBeta();
        happen(new Event.StageFailed("beta", Stage.BAKE, "too many errors"));
        rollBack();
        assertThat(topics(), is(List.of("approval", "reminder", "failure", "rollback")));
        Message asked = SENT.get(0);
        assertThat(asked.subject(), is("shop 2.4.0 to production, phase 'beta': approval wanted"));
        assertThat(asked.text(), containsString("Look at 2.4.0"));
        assertThat(asked.people(), is(List.of("release-managers")));
        assertThat(SENT.get(3).text(), is("Rolled back: phase 'beta': bake failed: too many errors"));
    }

    @Test
    public void whatCouldNotBeUndoneIsNamed() throws Exception {
        declare(plan(List.of(channel(new Noting("team"))), List.of()));
        deployBeta();
        happen(new Event.RollbackStarted(Result.FAILURE, "somebody said so"));
        happen(new Event.PhaseNotUndone("beta", "the server is gone", true));
        happen(new Event.RollbackEnded(false));
        assertThat(SENT.get(0).subject(), containsString("rolled back, but NOT everything could be undone"));
        assertThat(SENT.get(0).text(), containsString("phase 'beta' is NOT UNDONE: the server is gone"));
    }

    @Test
    public void peopleHearOfWhatTheyChose() throws Exception {
        var chosen = new Noting("team");
        chosen.setOn(List.of("deployed", "done"));
        declare(plan(List.of(channel(chosen)), List.of()));
        happen(new Event.ApprovalRequested("beta", 1, "sha256:1"));
        deployBeta();
        happen(new Event.RolloutEnded(Result.SUCCESS, "all phases are done"));
        assertThat(topics(), is(List.of("deployed", "done")));
    }

    @Test
    public void anAudienceIsToldOnceItHasTheVersionAndThatItWasTakenBack() throws Exception {
        declare(plan(List.of(), List.of(announcement(new Noting("beta"), "beta"))));
        happen(new Event.ApprovalRequested("beta", 1, "sha256:1"));
        assertThat(SENT, is(List.of()));
        deployBeta();
        assertThat(topics(), is(List.of("arrived")));
        assertThat(SENT.get(0).subject(), is("shop 2.4.0 is here to beta-testers"));
        now = now.plus(Duration.ofMinutes(5));
        rollBack();
        assertThat(topics(), is(List.of("arrived", "taken_back")));
        assertThat(
                SENT.get(1).text(),
                containsString("which you had since 2 March 2026, 09:00 UTC, was taken back on 2 March 2026, 09:05 UTC."
                        + " You have version 2.3.1 again."));
    }

    @Test
    public void anAudienceThatNeverGotItHearsNothing() throws Exception {
        declare(plan(List.of(), List.of(announcement(new Noting("beta")))));
        happen(new Event.GatePassed("beta"));
        happen(new Event.DeployStarted("beta", 1));
        happen(new Event.StageFailed("beta", Stage.DEPLOY, "the server said no"));
        rollBack();
        assertThat(SENT, is(List.of()));
    }

    @Test
    public void whatWasTakenBackBeforeItWasToldIsNotTold() throws Exception {
        ANSWERS.put("beta", CompletableFuture.completedFuture(Outcome.again("busy")));
        declare(plan(List.of(), List.of(announcement(new Noting("beta")))));
        deployBeta();
        ANSWERS.clear();
        SENT.clear();
        rollBack();
        now = now.plus(Duration.ofMinutes(10));
        dispatcher.start();
        work();
        assertThat(topics(), is(List.of("taken_back"))); // it was tried, and may have been received all the same
    }

    @Test
    public void aRequestThatWasAnsweredMeanwhileIsDropped() throws Exception {
        ANSWERS.put("team", CompletableFuture.completedFuture(Outcome.again("busy", Duration.ofMinutes(5))));
        declare(plan(List.of(channel(new Noting("team"))), List.of()));
        happen(new Event.ApprovalRequested("beta", 1, "sha256:1"));
        deployBeta();
        now = now.plus(Duration.ofMinutes(4));
        dispatcher.start();
        work();
        assertThat("left alone as it asked", states(), is(List.of("approval waiting")));
        now = now.plus(Duration.ofMinutes(2));
        dispatcher.start();
        work();
        assertThat(states(), is(List.of("approval dropped")));
        assertThat(SENT.size(), is(1));
        assertThat(dispatcher.sent(state).get(0).why(), is("answered, or asked anew, meanwhile"));
    }

    @Test
    public void aReceiverThatHangsKeepsNobodyElseWaiting() throws Exception {
        ANSWERS.put("hangs", new CompletableFuture<>());
        declare(plan(List.of(channel(new Noting("hangs")), channel(new Noting("team"))), List.of()));
        happen(new Event.StageFailed("beta", Stage.GATE, "one"));
        happen(new Event.StageFailed("beta", Stage.GATE, "two"));
        assertThat(SENT.stream().filter(message -> message.id().endsWith("n1")).count(), is(2L));
        assertThat("one after the other", SENT.stream().filter(message -> message.id().endsWith("n0")).count(), is(1L));
        assertThat(dispatcher.kept(ID).toCompletableFuture().isDone(), is(false));
        work();
        assertThat("the engine is not kept", dispatcher.kept(ID).toCompletableFuture().isDone(), is(false));
        CompletionStage<Void> kept = dispatcher.kept(ID);
        work();
        assertThat(kept.toCompletableFuture().isDone(), is(true));
    }

    @Test
    public void aReceiverThatRefusesIsSeenAndNotAskedAgain() throws Exception {
        ANSWERS.put("team", CompletableFuture.completedFuture(Outcome.failed("noting 'team' answers HTTP 404")));
        declare(plan(List.of(channel(new Noting("team"))), List.of()));
        happen(new Event.StageFailed("beta", Stage.GATE, "one"));
        now = now.plus(Duration.ofMinutes(30));
        dispatcher.start();
        work();
        assertThat(SENT.size(), is(1));
        assertThat(states(), is(List.of("failure failed")));
        assertThat(dispatcher.sent(state).get(0).why(), is("noting 'team' answers HTTP 404"));
    }

    @Test
    public void whatCannotBeSentForTooLongIsGivenUp() throws Exception {
        ANSWERS.put("team", CompletableFuture.completedFuture(Outcome.again("busy")));
        declare(plan(List.of(channel(new Noting("team"))), List.of()));
        happen(new Event.StageFailed("beta", Stage.GATE, "one"));
        for (int minute = 0; minute < 100; minute++) {
            now = now.plus(Duration.ofMinutes(1));
            dispatcher.start();
            work();
        }
        assertThat(states(), is(List.of("failure givenUp")));
        assertThat(SENT.size(), is(lessThanOrEqualTo(70)));
    }

    @Test
    public void aNotifierThatThrowsIsAFailureWithoutItsWords() throws Exception {
        ANSWERS.put("team", CompletableFuture.failedFuture(new IllegalStateException("token s3cr3t")));
        declare(plan(List.of(channel(new Noting("team"))), List.of()));
        happen(new Event.StageFailed("beta", Stage.GATE, "one"));
        assertThat(
                dispatcher.sent(state).get(0).why(),
                is("noting 'team' broke with IllegalStateException; the controller's log says more"));
    }

    @Test
    public void aRolloutThatHasNobodyToTellLeavesNothingBehind() throws Exception {
        declare(plan(List.of(), List.of()));
        happen(new Event.StageFailed("beta", Stage.GATE, "one"));
        try (Stream<Path> files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile).toList(), is(List.of()));
        }
    }

    /** The controller is killed before and after, and in the middle of, every record of the outbox. */
    @Test
    public void eachMessageIsSentUnderOneIdWhereverAKillFalls() throws Exception {
        declare(plan(
                List.of(channel(new Noting("team")), channel(new Noting("ops"))),
                List.of(announcement(new Noting("beta"), "beta"))));
        happen(new Event.StageFailed("beta", Stage.GATE, "a first time"));
        happen(new Event.GateOpened("beta", 2));
        deployBeta();
        rollBack();
        List<String> all = SENT.stream().map(Message::id).sorted().toList();
        assertThat(all.size(), is(6));
        Path file = home.resolve("done").resolve(Outbox.key(state) + ".jsonl");
        byte[] whole = Files.readAllBytes(file);
        List<String> lines = Files.readAllLines(file);
        int kills = 0;
        int end = 0;
        for (int line = 0; line <= lines.size(); line++) {
            for (int torn : line == lines.size() ? new int[] {0} : new int[] {0, lines.get(line).length() / 2}) {
                after(java.util.Arrays.copyOf(whole, end + torn), lines.subList(0, line), all, kills++);
            }
            end += line == lines.size() ? 0 : lines.get(line).getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1;
        }
        assertThat(kills, is(2 * lines.size() + 1));
    }

    private void after(byte[] onDisk, List<String> lines, List<String> all, int kill) throws Exception {
        Path there = folder.newFolder("kill-" + kill).toPath();
        Path box = Files.createDirectories(there.resolve("open")).resolve(Outbox.key(state) + ".jsonl");
        Files.write(box, onDisk);
        SENT.clear();
        tasks.clear();
        dispatcher = dispatcher(there);
        dispatcher.found(journal, state);
        dispatcher.start();
        work();
        Set<String> over = new java.util.TreeSet<>();
        Set<String> begun = new java.util.TreeSet<>();
        for (String line : lines) {
            Note note = io.jenkins.plugins.rollout.journal.Lines.JSON.readValue(line, Note.class);
            if (note.what() == Note.What.SENT) {
                over.add(note.id());
            } else if (note.what() == Note.What.SENDING) {
                begun.add(note.id());
            }
        }
        begun.removeAll(over);
        String where = "killed after " + lines.size() + " records";
        Map<String, List<Message>> again = SENT.stream().collect(groupingBy(Message::id));
        again.forEach((id, messages) -> {
            assertThat(where + ", " + id, messages.size(), is(1));
            assertThat(where + ", " + id, over.contains(id), is(false));
            assertThat(where + ", " + id, messages.get(0).again(), is(begun.contains(id)));
        });
        // an announcement that nobody had begun to send is not sent any more: it was taken back
        List<Sent> told = dispatcher.sent(state);
        assertThat(where, told.size(), is(all.size()));
        told.stream().filter(sent -> !sent.state().equals("sent")).forEach(sent -> {
            assertThat(where, sent.state(), is("dropped"));
            assertThat(where, Topic.valueOf(sent.topic().toUpperCase(java.util.Locale.ROOT)).isAnnouncement(), is(true));
        });
        await().until(() -> Files.exists(there.resolve("done").resolve(Outbox.key(state) + ".jsonl")));
    }
}
