package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Collects what is wrong with what was written, so that all of it is said at once. */
final class Mistakes {
    private final List<Problem> all;
    private final String place;
    private final String prefix;

    Mistakes() {
        this(new ArrayList<>(), "", "");
    }

    private Mistakes(List<Problem> all, String place, String prefix) {
        this.all = all;
        this.place = place;
        this.prefix = prefix;
    }

    /** The same collection, seen from a phase. */
    Mistakes at(String newPlace) {
        return new Mistakes(all, newPlace, prefix);
    }

    /** The same collection, seen from within a field. */
    Mistakes within(String field) {
        return new Mistakes(all, place, prefix.isEmpty() ? field : prefix + "." + field);
    }

    void add(Problem problem) {
        Problem whole = prefix.isEmpty() ? problem : problem.within(prefix);
        Problem placed = whole.place().isEmpty() ? whole.at(place) : whole;
        if (!all.contains(placed)) {
            all.add(placed);
        }
    }

    void add(String field, String message) {
        add(Problem.of(field, message));
    }

    void addAll(List<Problem> problems) {
        problems.forEach(this::add);
    }

    /** Adds what the plan as a whole shows, but not a second time about a field that is known to be wrong. */
    void addFollowing(List<Problem> problems) {
        List<Problem> known = List.copyOf(all);
        for (Problem problem : problems) {
            boolean follows = known.stream()
                    .anyMatch(other -> other.place().equals(problem.place())
                            && other.field().equals(problem.field()));
            if (!follows) {
                add(problem);
            }
        }
    }

    /** Reads a duration; the given one stands for none and for one that cannot be read. */
    @CheckForNull
    Duration duration(String field, @CheckForNull String text, @CheckForNull Duration otherwise, boolean mayBeZero) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            Duration duration = Durations.parse(text);
            if (!duration.isZero() || mayBeZero) {
                return duration;
            }
            add(field, "'" + text + "' is no time at all; write more than 0");
        } catch (IllegalArgumentException e) {
            add(field, e.getMessage());
        }
        return otherwise;
    }

    /** Reads one of a few words; null for none and for one that is not among them. */
    @CheckForNull
    <E extends Enum<E>> E word(String field, @CheckForNull String text, Class<E> words) {
        if (text == null || text.isBlank()) {
            return null;
        }
        for (E word : words.getEnumConstants()) {
            if (word.name().toLowerCase(Locale.ROOT).equals(text.trim())) {
                return word;
            }
        }
        String known = String.join(
                ", ",
                Arrays.stream(words.getEnumConstants())
                        .map(word -> "'" + word.name().toLowerCase(Locale.ROOT) + "'")
                        .toList());
        add(field, "'" + text + "' is none of " + known);
        return null;
    }

    /** Reads a whole number of at least 1; 1 stands for what cannot be read. */
    int atLeastOne(String field, int number) {
        if (number < 1) {
            add(field, number + " is less than 1");
            return 1;
        }
        return number;
    }

    List<Problem> all() {
        return List.copyOf(all);
    }

    /** @throws AbortException with all mistakes in one message, when there are any */
    void refuse(String what) throws AbortException {
        if (!all.isEmpty()) {
            throw refusal(what);
        }
    }

    /** All mistakes in one message. */
    AbortException refusal(String what) {
        return new AbortException(what + " is refused: " + PlanRules.message(all));
    }
}
