package io.jenkins.plugins.rollout.metric.kayenta;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.metric.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * When a canary is judged: at the end of each lifetime, over all of it. With an interval also at the end of each interval
 * in it, over what there is of the lifetime, and then only a failure counts. So the number of looks stays as small as
 * Kayenta's, however often the gate asks.
 *
 * @param step time between two points, whole seconds
 * @param points how many steps a lifetime has. 1 or more
 * @param interval after how many steps it is looked at early; 0 for never
 * @param lookBack how long before sampling began the first lifetime did
 */
record CanaryTimes(Duration step, int points, int interval, Duration lookBack) {
    /** Two lifetimes must fit into one window. */
    static final int MOST_POINTS = Window.MOST_POINTS / 2;

    /** Some of the points of a window. */
    record Range(int from, int to) {
        double[] of(double[] values) {
            return Arrays.copyOfRange(values, from, to);
        }

        int length() {
            return to - from;
        }
    }

    /**
     * What is to be judged now.
     *
     * @param whole the last whole lifetime; null while the first one lasts
     * @param early what there is of the lifetime after it; null when it is not looked at
     */
    record Looks(@CheckForNull Range whole, @CheckForNull Range early) {}

    /** The last whole lifetime and what came after it; null before the first step has ended. */
    @CheckForNull
    Window window(Instant since, Instant now) {
        Instant first = first(since);
        Instant last = Window.floor(now, step);
        if (last.isBefore(first)) {
            return null;
        }
        long steps = Duration.between(first, last).dividedBy(step) + 1;
        long before = Math.max(0, steps / points - 1) * points;
        return new Window(first.plus(step.multipliedBy(before)), last, step);
    }

    /** Which parts of such a window are to be judged. */
    Looks looks(Window window) {
        int steps = window.points();
        boolean whole = steps >= points;
        int begin = whole ? points : 0;
        int length = interval == 0 ? 0 : (steps - begin) / interval * interval;
        return new Looks(
                whole ? new Range(0, points) : null, length == 0 ? null : new Range(begin, begin + length));
    }

    /** The end of the first step that began when sampling did or later; of what is looked back at, not to the second. */
    private Instant first(Instant since) {
        Instant begin = since.minus(lookBack);
        Instant floor = Window.floor(begin, step);
        boolean whole = !lookBack.isZero() || !floor.isBefore(begin);
        return floor.plus(whole ? step : step.multipliedBy(2));
    }
}
