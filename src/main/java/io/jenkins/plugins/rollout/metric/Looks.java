package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.metric.exposition.Look;

/**
 * Both parts of a division at one moment.
 *
 * @param metric what is measured
 * @param per what it is divided by; null for nothing
 */
record Looks(Look metric, @CheckForNull Look per) {
    /** Whether an earlier look is needed to make a number of this one. */
    boolean isCounted() {
        return metric.counter() || per != null && per.counter();
    }

    /** Whether the other looked at the same things before. */
    boolean follows(Looks other) {
        return metric.selector().equals(other.metric.selector())
                && metric.at().isAfter(other.metric.at())
                && (per == null) == (other.per == null)
                && (per == null || per.selector().equals(other.per.selector()));
    }

    /**
     * The number that this look and an earlier one make.
     *
     * @param name who was looked at, for reasons
     * @throws Unusable when there is none
     */
    Sample since(Looks before, String name) {
        double value = value(name, before.metric, metric, per != null);
        if (per == null) {
            return Sample.of(name, value, metric.at());
        }
        double divisor = value(name, before.per, per, false);
        if (divisor == 0) {
            throw new Unusable(
                    name + ": " + per.selector() + (per.counter() ? " did not grow, there was no traffic" : " is 0"));
        }
        return Sample.of(name, value / divisor, metric.at());
    }

    /** @param noneIsZero whether nothing counted yet is 0 rather than no data, beside a divisor that proves traffic */
    private static double value(String name, Look before, Look now, boolean noneIsZero) {
        if (now.values().isEmpty()) {
            if (noneIsZero && now.counter() && now.known()) {
                return 0;
            }
            throw new Unusable(name + ": no series matches " + now.selector());
        }
        if (now.counter()) {
            return now.rateSince(before);
        }
        if (now.values().size() > 1) {
            throw new Unusable(name + ": " + now.values().size() + " series match " + now.selector()
                    + "; narrow it to one, or ask a Prometheus, which can aggregate");
        }
        return now.values().values().iterator().next();
    }
}
