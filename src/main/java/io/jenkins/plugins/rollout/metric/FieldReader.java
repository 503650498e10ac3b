package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads the fields of a criterion, and notes every mistake with its field. */
final class FieldReader {
    private static final Duration LONGEST = Duration.ofDays(366);

    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** What a form shows. */
    FormValidation form() {
        return Fields.form(problems.stream().findFirst());
    }

    void wrong(String field, String message) {
        problems.add(Problem.of(field, message));
    }

    void addAll(List<Problem> found) {
        problems.addAll(found);
    }

    void name(String name) {
        if (name.isEmpty()) {
            wrong("name", "is missing; say in a word or two what is checked");
        }
    }

    /** A source that must be there. */
    void source(String field, @CheckForNull MetricSource source) {
        if (source == null) {
            wrong(field, "is missing; write where the number comes from, prometheus(…) for example");
        } else {
            optionalSource(field, source);
        }
    }

    void optionalSource(String field, @CheckForNull MetricSource source) {
        if (source != null) {
            source.validate().forEach(problem -> problems.add(problem.within(field)));
        }
    }

    void limits(int failureLimit, int noDataLimit) {
        if (failureLimit < 0) {
            wrong("failureLimit", failureLimit + " is less than 0");
        }
        if (noDataLimit < 1) {
            wrong("noDataLimit", noDataLimit + " is less than 1");
        }
    }

    int atLeast(String field, int number, int least) {
        if (number < least) {
            wrong(field, number + " is less than " + least);
            return least;
        }
        return number;
    }

    /** More than 0 and no more than a year; the other one stands for none and for what cannot be read. */
    Duration duration(String field, @CheckForNull String text, Duration otherwise) {
        if (text == null) {
            return otherwise;
        }
        try {
            Duration duration = Durations.parse(text);
            if (duration.compareTo(LONGEST) > 0) {
                wrong(field, "'" + text + "' is more than a year");
            } else if (duration.isZero()) {
                wrong(field, "'" + text + "' is no time at all; write more than 0");
            } else {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            wrong(field, e.getMessage());
        }
        return otherwise;
    }

    /** Whole seconds, 1 or more: what a {@link Window} can have for a step. */
    Duration step(String field, @CheckForNull String text, Duration otherwise) {
        Duration step = duration(field, text, otherwise);
        if (step.getNano() != 0) {
            wrong(field, "'" + text + "' is not a number of whole seconds");
            return otherwise;
        }
        return step;
    }

    /** One of a few words; null where it is none of them. */
    @CheckForNull
    String word(String field, @CheckForNull String text, Collection<String> words) {
        String known = words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
        if (text == null) {
            wrong(field, "is missing; write one of " + known);
        } else if (words.contains(text)) {
            return text;
        } else {
            wrong(field, "'" + text + "' is none of " + known);
        }
        return null;
    }

    /** Makes something that says itself what is wrong with it; the other one stands for what cannot be made. */
    <T> T made(String field, Supplier<T> made, @CheckForNull T otherwise) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            String prefix = field + ": ";
            wrong(field, e.getMessage().startsWith(prefix) ? e.getMessage().substring(prefix.length()) : e.getMessage());
            return otherwise;
        }
    }
}
