package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the sampling of one gate or bake has come.
 *
 * @param rounds how many rounds were taken
 * @param streak how many of the last rounds held, without a break
 * @param failures failed samples so far, by criterion
 * @param withoutData samples without data in a row, by criterion
 * @param known the last verdict that rested on data, by criterion
 * @param last the readings of the last round
 * @param lastAt when the last round was taken
 * @param nextAt when the next round is due
 * @param since when the sampling began; null for one that an earlier version of the plugin began
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Watch(
        int rounds,
        int streak,
        Map<String, Integer> failures,
        Map<String, Integer> withoutData,
        Map<String, Verdict> known,
        List<Reading> last,
        Instant lastAt,
        Instant nextAt,
        Instant since) {

    private static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);

    public Watch {
        failures = Map.copyOf(failures == null ? Map.of() : failures);
        withoutData = Map.copyOf(withoutData == null ? Map.of() : withoutData);
        known = Map.copyOf(known == null ? Map.of() : known);
        last = last == null ? List.of() : List.copyOf(last);
    }

    public static Watch starting(Instant at, Sampling sampling) {
        return new Watch(0, 0, Map.of(), Map.of(), Map.of(), List.of(), null, at.plus(sampling.initialDelay()), at);
    }

    /** The watch after one more round. Rounds without data back off: 1, 2, 4 … intervals, at most an hour or one interval. */
    public Watch after(List<Reading> readings, Instant at, Sampling sampling) {
        var failed = new TreeMap<>(failures);
        var missing = new TreeMap<>(withoutData);
        var seen = new TreeMap<>(known);
        int longestGap = 0;
        boolean holds = true;
        for (Reading reading : readings) {
            String name = reading.criterion();
            holds &= reading.verdict() == Verdict.PASS;
            if (reading.verdict() == Verdict.NO_DATA) {
                longestGap = Math.max(longestGap, missing.merge(name, 1, Integer::sum));
            } else {
                missing.remove(name);
                seen.put(name, reading.verdict());
            }
            if (reading.verdict() == Verdict.FAIL) {
                failed.merge(name, 1, Integer::sum);
            }
        }
        return new Watch(
                rounds + 1,
                holds ? streak + 1 : 0,
                failed,
                missing,
                seen,
                readings,
                at,
                at.plus(backOff(sampling.interval(), longestGap)),
                since);
    }

    private static Duration backOff(Duration interval, int gap) {
        if (gap < 2) {
            return interval;
        }
        Duration longest = interval.compareTo(LONGEST_BACK_OFF) > 0 ? interval : LONGEST_BACK_OFF;
        Duration wanted = interval.multipliedBy(1L << Math.min(gap - 1, 20));
        return wanted.compareTo(longest) > 0 ? longest : wanted;
    }

    /** The watch with its next round no later than the given instant. */
    public Watch dueBy(Instant latest) {
        return nextAt.isAfter(latest)
                ? new Watch(rounds, streak, failures, withoutData, known, last, lastAt, latest, since)
                : this;
    }

    /** Whether the last round held, all criteria of it. */
    @JsonIgnore
    public boolean holds() {
        return streak > 0;
    }
}
