package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where outboxes stand: in {@code open} while there is something to send or the rollout goes on, in {@code done} after it. */
final class Shelf {
    /** So long the messages of a rollout can be looked at after the last was sent. */
    static final Duration KEPT = Duration.ofDays(30);

    private final Path open;
    private final Path done;
    private final Clock clock;

    Shelf(Path folder, Clock clock) throws IOException {
        this.open = folder.resolve("open");
        this.done = folder.resolve("done");
        this.clock = clock;
        Files.createDirectories(open);
        Files.createDirectories(done);
    }

    /** What the controller's life before left open. Of rollouts that are found later there may be more to take over. */
    List<Outbox> openBoxes() throws IOException {
        var boxes = new ArrayList<Outbox>();
        for (Path file : files(open)) {
            String key = String.valueOf(file.getFileName()).replaceFirst("\\.jsonl$", "");
            Outbox box = Outbox.open(key, file);
            box.ended(true); // until its rollout is found
            boxes.add(box);
        }
        return boxes;
    }

    Outbox open(String key) throws IOException {
        Path away = Outbox.file(done, key);
        Path file = Outbox.file(open, key);
        if (Files.exists(away)) {
            // its rollout ended, and was opened once more because the end was not noted before a kill
            Files.move(away, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return Outbox.open(key, file);
    }

    void putAway(Outbox box) throws IOException {
        if (Files.exists(box.file())) {
            Files.move(
                    box.file(),
                    done.resolve(box.file().getFileName()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Disk.syncFolder(open);
            Disk.syncFolder(done);
        }
    }

    /** Lets go what was kept for long enough. */
    void clear() throws IOException {
        Instant since = clock.instant().minus(KEPT);
        for (Path file : files(done)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    /** The messages of a rollout. */
    List<Sent> look(RolloutState state) throws IOException {
        String key = Outbox.key(state);
        Path file = Outbox.file(open, key);
        List<Outbox.Line> lines = Outbox.look(Files.exists(file) ? file : Outbox.file(done, key));
        return lines.stream().map(Shelf::sent).toList();
    }

    private static Sent sent(Outbox.Line line) {
        Message message = line.item().message();
        Note last = line.last();
        String state = last == null
                ? "waiting"
                : switch (last.what()) {
                    case WANTED, SENDING, LATER -> "waiting";
                    case SENT -> "sent";
                    case FAILED -> "failed";
                    case GIVEN_UP -> "givenUp";
                    case DROPPED -> "dropped";
                };
        String why = last == null || last.why() == null ? "" : last.why();
        return new Sent(
                message.at(), message.topic().word(), message.situation().phase(), line.item().name(), state, why,
                line.tries());
    }
}
