package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says whether a phase may start now, and if not, when. It may when every calendar that holds for it is in its hours
 * and not closed, and no freeze holds.
 */
public final class Windows {
    /** So often may what opens be closed by something else before the search is given up: two a week for ten years. */
    private static final int MOST_JUMPS = 1_000;

    private Windows() {}

    /**
     * Phases may not start.
     *
     * @param why what holds them, in words
     * @param until when they may next; null when nobody knows: a freeze without end, or a calendar that never opens
     */
    public record Closure(String why, Instant until) {}

    /** Whether phases of a plan are closed out: by its own calendars, by those of its policies, or by a freeze. */
    public static Optional<Closure> closed(Plan plan, Rules rules, Instant now) {
        return closed(plan.application(), plan.environment(), calendars(plan, rules), rules, now);
    }

    /**
     * Whether phases are closed out, by calendars or by a freeze.
     *
     * @param calendars names of the calendars that hold; one that nobody defined is closed
     * @return empty when phases may start now
     */
    public static Optional<Closure> closed(
            String application, String environment, Collection<String> calendars, Rules rules, Instant now) {
        Stream<Opening> ofCalendars = calendars.stream().distinct().flatMap(name -> openings(name, rules));
        return closure(
                Stream.concat(freezes(application, environment, rules), ofCalendars).toList(), now);
    }

    /** Whether phases of a plan are closed out by a freeze, whatever the calendars say. */
    public static Optional<Closure> frozen(Plan plan, Rules rules, Instant now) {
        return closure(freezes(plan.application(), plan.environment(), rules).toList(), now);
    }

    /** Names of the calendars that hold for a plan: its policies', then its own. */
    public static List<String> calendars(Plan plan, Rules rules) {
        var names = new LinkedHashSet<String>();
        rules.of(plan).policies().forEach(policy -> names.addAll(policy.calendars()));
        names.addAll(plan.calendars());
        return List.copyOf(names);
    }

    /** What is wrong with the calendars that hold for a plan: a misspelt one would keep it closed for ever. */
    static List<Problem> problems(Plan plan, Rules rules) {
        var problems = new ArrayList<Problem>();
        for (Policy policy : rules.of(plan).policies()) {
            unknown(policy.calendars(), rules).forEach(name -> problems.add(new Problem(
                    "", "", policy.title() + " names the calendar '" + name + "', which nobody defined; " + known(rules))));
        }
        unknown(plan.calendars(), rules)
                .forEach(name -> problems.add(
                        new Problem("", "calendars", "there is no calendar '" + name + "'; " + known(rules))));
        return problems;
    }

    private static List<String> unknown(List<String> names, Rules rules) {
        return names.stream()
                .filter(name -> rules.calendars().stream()
                        .noneMatch(calendar -> calendar.name().equals(name)))
                .toList();
    }

    private static String known(Rules rules) {
        return rules.calendars().isEmpty()
                ? "an administrator can keep some"
                : "there are "
                        + rules.calendars().stream()
                                .map(Calendar::name)
                                .distinct()
                                .collect(Collectors.joining(", "));
    }

    private static Stream<Opening> freezes(String application, String environment, Rules rules) {
        return rules.freezes().stream()
                .filter(freeze -> Patterns.match(
                        freeze.applications(), freeze.environments(), application, environment))
                .map(Opening.Thaw::new);
    }

    private static Stream<Opening> openings(String name, Rules rules) {
        List<Calendar> named = rules.calendars().stream()
                .filter(calendar -> calendar.name().equals(name))
                .toList();
        return named.isEmpty() ? Stream.of(new Opening.Unknown(name)) : named.stream().flatMap(Windows::openings);
    }

    private static Stream<Opening> openings(Calendar calendar) {
        Stream<Opening> hours =
                calendar.hours().isEmpty() ? Stream.empty() : Stream.of(new Opening.InHours(calendar));
        return Stream.concat(hours, calendar.closed().stream().map(closed -> new Opening.Unless(calendar, closed)));
    }

    private static Optional<Closure> closure(List<Opening> openings, Instant now) {
        List<Opening> shut = shut(openings, now);
        return shut.isEmpty()
                ? Optional.empty()
                : Optional.of(new Closure(
                        shut.stream().map(Opening::why).distinct().collect(Collectors.joining("; ")),
                        opens(openings, now).orElse(null)));
    }

    /** The next moment at which all are open. Each jump goes to where the last of those that are shut may open. */
    private static Optional<Instant> opens(List<Opening> openings, Instant now) {
        Instant moment = now;
        for (int jump = 0; jump < MOST_JUMPS; jump++) {
            List<Opening> shut = shut(openings, moment);
            if (shut.isEmpty()) {
                return Optional.of(moment);
            }
            Instant latest = moment;
            for (Opening opening : shut) {
                Optional<Instant> opens = opening.opens(moment);
                if (opens.isEmpty()) {
                    return Optional.empty();
                }
                latest = opens.get().isAfter(latest) ? opens.get() : latest;
            }
            moment = latest;
        }
        return Optional.empty();
    }

    private static List<Opening> shut(List<Opening> openings, Instant at) {
        return openings.stream().filter(opening -> !opening.open(at)).toList();
    }
}
