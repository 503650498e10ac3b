package io.jenkins.plugins.rollout.journal;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Evolution;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Measures a journal, side by side in one run: opening one of 100,000 events from its snapshot and by folding all of it;
 * appending with a sync each, and the bare syncs of the same disk. Run with
 * {@code mvn -f embedded test-compile exec:java -Dexec.classpathScope=test
 * -Dexec.mainClass=io.jenkins.plugins.rollout.journal.JournalBenchmark}.
 */
public final class JournalBenchmark {
    private static final int EVENTS = 100_000;
    private static final int RUNS = 7;
    private static final int SYNCS = 300;

    private JournalBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Path home = Files.createTempDirectory("journal-benchmark");
        try {
            opening(home.resolve("long"));
            appending(home);
        } finally {
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private static void opening(Path directory) throws Exception {
        Journal journal = Journal.create(directory);
        RolloutState state = null;
        var batch = new ArrayList<Entry>();
        for (int i = 1; i <= EVENTS; i++) {
            Entry entry = entry(i);
            state = Evolution.evolve(state, entry);
            batch.add(entry);
            if (batch.size() == 1000) {
                journal.append(batch, state);
                batch.clear();
            }
        }
        Path snapshot = directory.resolve("snapshot.json");
        double[] with = times(() -> Journal.open(directory));
        Path aside = directory.resolve("aside");
        Files.move(snapshot, aside);
        double[] without = times(() -> Journal.open(directory));
        Files.move(aside, snapshot);
        System.out.printf(
                "open %,d events (%,d bytes): from the snapshot %.3f s, folding all %.3f s, ratio %.2f (medians of %d)%n",
                EVENTS,
                Files.size(Journal.fileIn(directory)),
                median(with),
                median(without),
                median(with) / median(without),
                RUNS);
    }

    private static void appending(Path home) throws Exception {
        var ratios = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            Journal journal = Journal.create(home.resolve("append-" + run));
            RolloutState state = Evolution.evolve(null, entry(1));
            journal.append(List.of(entry(1)), state);
            long start = System.nanoTime();
            for (int i = 2; i < SYNCS + 2; i++) {
                Entry entry = entry(i);
                state = Evolution.evolve(state, entry);
                journal.append(List.of(entry), state);
            }
            double ours = (System.nanoTime() - start) / 1e9;
            ratios[run] = bareSyncs(home.resolve("bare-" + run)) / ours;
        }
        System.out.printf(
                "append %d entries, one sync each: %.0f %% of what the disk gives for as many bare syncs (median of %d)%n",
                SYNCS, 100 * median(ratios), RUNS);
    }

    private static double bareSyncs(Path file) throws IOException {
        byte[] line = new byte[400];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long start = System.nanoTime();
            for (int i = 0; i < SYNCS; i++) {
                channel.write(ByteBuffer.wrap(line));
                channel.force(false);
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private static double[] times(Callable<?> task) throws Exception {
        var times = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            task.call();
            times[run] = (System.nanoTime() - start) / 1e9;
        }
        return times;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Entry entry(int number) {
        Instant at = Instant.parse("2026-01-05T09:00:00Z").plusSeconds(60L * number);
        Event event;
        if (number == 1) {
            var phase = new Phase("canary", null, BigDecimal.valueOf(5), Gate.DEFAULT, null);
            event = new Event.RolloutDeclared(
                    "shop-1-1",
                    "shop #1",
                    new Plan("shop", null, "2.0.0", null, null, null, List.of(phase), null, null, null),
                    Set.of("dave"));
        } else if (number == 2) {
            event = new Event.RolloutStarted(null);
        } else if (number == 3) {
            event = new Event.GateOpened("canary", 1);
        } else {
            event = new Event.RoundMeasured("canary", Stage.GATE, 1, number - 3, List.of(
                    new Reading("error rate", Verdict.PASS, 0.001, "0.001 is at most 0.01", at),
                    new Reading("latency", Verdict.PASS, 0.25, "0.25 is at most 0.3", at)));
        }
        return new Entry(number, at, Actor.ENGINE, event);
    }
}
