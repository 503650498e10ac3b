package io.jenkins.plugins.rollout.pipeline;

import hudson.Util;
import hudson.console.HyperlinkNote;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.engine.RolloutRecord;
import io.jenkins.plugins.rollout.engine.Story;
import io.jenkins.plugins.rollout.engine.Tone;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.support.steps.input.POSTHyperlinkNote;

/**
 * Writes the story of a rollout into the build's log. Beside the journal it notes the last event that was written, so
 * that after a restart no line is written twice and none is missing. All calls come one after the other.
 */
final class BuildLog {
    private static final Logger LOGGER = Logger.getLogger(BuildLog.class.getName());
    private static final String PREFIX = "[rollout] ";

    private final String page;
    private final Path directory;
    private final Supplier<TaskListener> log;
    private final long position;
    private RolloutState before;
    private Waiting waiting;
    private ScheduledFuture<?> word;

    BuildLog(Run<?, ?> run, String rolloutId, Supplier<TaskListener> log) {
        this.page = "/" + run.getUrl() + "rollout/" + Util.rawEncode(rolloutId) + "/";
        this.directory = RolloutService.directory(run, rolloutId);
        this.log = log;
        this.position = read();
    }

    /** Sequence of the last event that was written; 0 before the first. */
    long position() {
        return position;
    }

    /** Writes what happened since the last time. */
    void write(List<Entry> entries, RolloutState state) {
        for (Entry entry : entries) {
            if (before == null && entry.sequence() > 1) {
                before = stateBefore(entry.sequence());
            }
            if (before == null || entry.sequence() > before.sequence()) {
                RolloutState after = Evolution.evolve(before, entry);
                Story.tell(before, entry, after).ifPresent(this::line);
                links(entry, after);
                before = after;
            }
        }
        if (!entries.isEmpty()) {
            log.get()
                    .getLogger()
                    .flush(); // a log may keep lines for seconds, and lose them when the controller is killed
            note(before.sequence());
        }
        before = state;
        await(Waiting.of(state));
    }

    private RolloutState stateBefore(long sequence) {
        try {
            List<Entry> earlier = RolloutRecord.read(directory).orElseThrow().entries().stream()
                    .filter(entry -> entry.sequence() < sequence)
                    .toList();
            return Evolution.fold(earlier);
        } catch (IOException e) {
            throw new UncheckedIOException("the journal in " + directory + " cannot be read", e);
        }
    }

    private void line(Story.Sentence sentence) {
        String text = plain(sentence.text());
        print(sentence.tone() == Tone.BAD ? BadNews.encodeTo("!! " + text) : text);
    }

    private void links(Entry entry, RolloutState after) {
        if (entry.event() instanceof Event.RolloutDeclared) {
            print("page: " + HyperlinkNote.encodeTo(page, "rollout " + after.id()));
        } else if (entry.event() instanceof Event.ApprovalRequested asked) {
            print(approve(asked, after) + ", "
                    + HyperlinkNote.encodeTo(page + "?do=reject", "reject") + " or "
                    + HyperlinkNote.encodeTo(page, "look at the evidence"));
        } else if (entry.event() instanceof Event.Held) {
            print(HyperlinkNote.encodeTo(page, "Decide on the page"));
        }
    }

    /** Says yes at once, or asks first where a question must be answered. */
    private String approve(Event.ApprovalRequested asked, RolloutState after) {
        boolean questions = after.phase(asked.phase()).map(after::approval).stream()
                .flatMap(approval -> approval.ask().stream())
                .anyMatch(question -> !question.optional());
        return questions
                ? HyperlinkNote.encodeTo(page + "?do=approve", "Answer and approve")
                : POSTHyperlinkNote.encodeTo(
                        page + "approve?via=log&evidence=" + Util.rawEncode(asked.evidence()), "Approve");
    }

    /** What comes from outside must not look like a line of ours. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private void print(String line) {
        log.get().getLogger().println(PREFIX + line);
    }

    /** Says now and then what is still waited for. */
    private void await(Optional<Waiting> now) {
        if (now.isPresent() && now.get().equals(waiting)) {
            return;
        }
        waiting = now.orElse(null);
        if (word != null) {
            word.cancel(false);
            word = null;
        }
        now.ifPresent(this::schedule);
    }

    private void schedule(Waiting expected) {
        Instant now = Instant.now();
        long delay = Math.max(1, Duration.between(now, expected.nextWord(now)).toMillis());
        word = Timer.get().schedule(() -> stillWaiting(expected), delay, TimeUnit.MILLISECONDS);
    }

    private void stillWaiting(Waiting expected) {
        RolloutService.get().background().execute(() -> {
            synchronized (this) {
                if (expected.equals(waiting)) {
                    Duration passed = Duration.between(expected.since(), Instant.now());
                    print("still waiting for " + plain(expected.what()) + ", for " + roughly(passed));
                    schedule(expected);
                }
            }
        });
    }

    private static String roughly(Duration passed) {
        return passed.toHours() >= 1 ? passed.toHours() + " h" : Math.max(1, passed.toMinutes()) + " min";
    }

    private Path notes() {
        return directory.resolve("log-position");
    }

    /** Rather a line twice than a rollout that cannot go on for want of a note. */
    private long read() {
        try {
            return Files.exists(notes())
                    ? Long.parseLong(Files.readString(notes()).trim())
                    : 0;
        } catch (IOException | NumberFormatException e) {
            LOGGER.log(Level.WARNING, e, () -> "lines may be written again into the log of " + page);
            return 0;
        }
    }

    private void note(long sequence) {
        try {
            Path part = directory.resolve("log-position.part");
            Files.writeString(part, Long.toString(sequence), StandardCharsets.US_ASCII);
            Files.move(part, notes(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // of a build that was deleted nobody reads the log again
            Level level = Files.isDirectory(directory) ? Level.WARNING : Level.FINE;
            LOGGER.log(level, e, () -> "a restart may write lines again into the log of " + page);
        }
    }
}
