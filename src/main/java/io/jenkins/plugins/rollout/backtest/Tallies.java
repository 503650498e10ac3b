package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what starts came to. */
final class Tallies {
    private static final double MEDIAN = 0.5;
    private static final double P90 = 0.9;

    private Tallies() {}

    static Report.Tally of(List<Course> courses) {
        List<Course> whole = courses.stream().filter(each -> each.outcome() != Outcome.CUT).toList();
        List<Long> passes = whole.stream()
                .filter(each -> each.outcome() == Outcome.PASS)
                .map(each -> each.took().toSeconds())
                .toList();
        return new Report.Tally(
                count(courses, Outcome.PASS),
                count(courses, Outcome.FAIL),
                count(courses, Outcome.INCONCLUSIVE),
                count(courses, Outcome.UNDECIDED),
                count(courses, Outcome.CUT),
                Share.of(count(whole, Outcome.FAIL), whole.size(), disjoint(whole)),
                quantile(passes, MEDIAN),
                reasons(courses, Outcome.FAIL),
                reasons(courses, Outcome.INCONCLUSIVE));
    }

    private static int count(List<Course> courses, Outcome outcome) {
        return (int) courses.stream().filter(each -> each.outcome() == outcome).count();
    }

    private static List<Report.Reasons> reasons(List<Course> courses, Outcome outcome) {
        Map<String, List<Course>> byCriterion = new LinkedHashMap<>();
        courses.stream()
                .filter(each -> each.outcome() == outcome)
                .forEach(each -> byCriterion
                        .computeIfAbsent(String.valueOf(each.criterion()), unused -> new ArrayList<>())
                        .add(each));
        return byCriterion.entrySet().stream()
                .map(each -> new Report.Reasons(
                        each.getKey(),
                        each.getValue().size(),
                        each.getValue().get(0).at(),
                        each.getValue().get(0).why()))
                .toList();
    }

    /** How many of the windows do not overlap, the first one taken first. */
    static int disjoint(List<Course> courses) {
        int disjoint = 0;
        Instant free = Instant.MIN;
        for (Course course : courses.stream().sorted(Comparator.comparing(Course::start)).toList()) {
            if (!course.start().isBefore(free)) {
                disjoint++;
                free = course.at();
            }
        }
        return disjoint;
    }

    /**
     * How harm was caught.
     *
     * @param good the starts as they were
     * @param harmed the same starts with the harm
     * @param begins when the harm began in each; null where it never did
     */
    static Report.Caught caught(List<Course> good, List<Course> harmed, List<Instant> begins) {
        var counted = new ArrayList<Course>();
        var times = new ArrayList<Long>();
        int before = 0;
        for (int i = 0; i < good.size(); i++) {
            Course bad = harmed.get(i);
            if (!counts(good.get(i), bad)) {
                continue;
            }
            counted.add(bad);
            Instant begin = begins.get(i);
            if (begin == null || bad.at().isBefore(begin)) {
                before++;
            } else if (bad.outcome() == Outcome.FAIL) {
                times.add(Duration.between(begin, bad.at()).toSeconds());
            }
        }
        return new Report.Caught(
                Share.of(times.size(), counted.size(), disjoint(counted)),
                before,
                quantile(times, MEDIAN),
                quantile(times, P90));
    }

    /** Whether a start tells something about harm: it would not have failed anyway, and the past does not end before. */
    static boolean counts(Course good, Course bad) {
        return good.outcome() != Outcome.FAIL && good.outcome() != Outcome.CUT && bad.outcome() != Outcome.CUT;
    }

    /** The nearest rank; null of nothing. */
    static Long quantile(Collection<Long> values, double share) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? null : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    /** Where starts failed, in the order of the plan. */
    static List<Report.Stop> stops(List<Course> courses, List<Part> parts) {
        return parts.stream()
                .map(place -> new Report.Stop(
                        place.phase().name(),
                        place.stage(),
                        place.exposed(),
                        (int) courses.stream()
                                .filter(each -> each.outcome() == Outcome.FAIL
                                        && place.phase().name().equals(each.phase())
                                        && place.stage() == each.stage())
                                .count()))
                .filter(stop -> stop.count() > 0)
                .toList();
    }
}
