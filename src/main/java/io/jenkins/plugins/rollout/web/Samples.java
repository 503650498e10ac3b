package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Watch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last samples of one gate or bake, by criterion; a new attempt starts anew. */
final class Samples {
    /** So many samples of each criterion are shown. */
    static final int SHOWN = 60;

    private final Map<String, Deque<Reading>> recent = new HashMap<>();
    private Watch watch;

    void restart() {
        recent.clear();
        watch = null;
    }

    /** @param after how far the sampling has come with these readings; null when the phase is no longer watched */
    void add(List<Reading> readings, Watch after) {
        for (Reading reading : readings) {
            Deque<Reading> of = recent.computeIfAbsent(reading.criterion(), name -> new ArrayDeque<>());
            if (!of.isEmpty()) {
                of.addLast(withoutChart(of.removeLast())); // only the last one is drawn
            }
            of.addLast(reading);
            if (of.size() > SHOWN) {
                of.removeFirst();
            }
        }
        watch = after == null ? watch : after;
    }

    private static Reading withoutChart(Reading reading) {
        return reading.estimate() == null || reading.estimate().chart() == null
                ? reading
                : new Reading(
                        reading.criterion(),
                        reading.verdict(),
                        reading.value(),
                        reading.why(),
                        reading.at(),
                        reading.estimate().with(null));
    }

    /** Oldest first. */
    List<Reading> of(String criterion) {
        return new ArrayList<>(recent.getOrDefault(criterion, new ArrayDeque<>()));
    }

    Optional<Reading> last(String criterion) {
        return Optional.ofNullable(recent.get(criterion)).map(Deque::peekLast);
    }

    /** How far the sampling had come with the last round; empty before it. */
    Optional<Watch> watch() {
        return Optional.ofNullable(watch);
    }
}
