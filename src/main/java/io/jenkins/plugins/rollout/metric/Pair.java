package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.analysis.Sides;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * The sources of two sides, asked together: for series where all of them can give one, else for one number each, round
 * by round.
 *
 * @param candidate what is measured of the new version
 * @param candidateOf among how many cases the candidate's events are counted; null for measured values
 * @param baseline what it is held against; null for the candidate's source, asked about the previous version
 * @param baselineOf as {@code candidateOf}, of the baseline
 */
record Pair(
        MetricSource candidate,
        @CheckForNull MetricSource candidateOf,
        @CheckForNull MetricSource baseline,
        @CheckForNull MetricSource baselineOf) {

    private static final Pattern VERSION = Pattern.compile("\\{\\{\\s*version\\s*}}");
    private static final Pattern PREVIOUS_VERSION = Pattern.compile("\\{\\{\\s*previousVersion\\s*}}");

    /** One source, and the version it is asked about. */
    private record Part(String name, MetricSource source, boolean aboutPrevious) {}

    private List<Part> parts() {
        var parts = new ArrayList<Part>();
        parts.add(new Part("candidate", candidate, false));
        parts.add(other("baseline", baseline, candidate));
        if (candidateOf != null) {
            parts.add(new Part("candidate's cases", candidateOf, false));
            parts.add(other("baseline's cases", baselineOf, candidateOf));
        }
        return parts;
    }

    private static Part other(String name, @CheckForNull MetricSource source, MetricSource same) {
        return source == null ? new Part(name, same, true) : new Part(name, source, false);
    }

    /** Notes what is wrong with the sources, under the names that a Jenkinsfile has for them. */
    void check(FieldReader reader) {
        reader.source("source", candidate);
        reader.optionalSource("baseline", baseline);
        reader.optionalSource("per", candidateOf);
        reader.optionalSource("baselinePer", baselineOf);
        if (candidate == null || reader.made("source", () -> Definitions.toJson(candidate), null) == null) {
            return;
        }
        other(reader, "baseline", candidate, "source", baseline);
        if (candidateOf != null) {
            other(reader, "baselinePer", candidateOf, "per", baselineOf);
        } else if (baselineOf != null) {
            reader.wrong("per", "is missing; where baselinePer says of how many, so must per");
        }
        if (candidateOf != null && (baseline == null) != (baselineOf == null)) {
            reader.wrong(
                    baseline == null ? "baseline" : "baselinePer",
                    "is missing; write both baseline and baselinePer, or neither");
        }
    }

    private static void other(
            FieldReader reader, String field, MetricSource source, String sourceField, @CheckForNull MetricSource other) {
        if (other == null && !mentions(VERSION, source)) {
            reader.wrong(
                    field,
                    "is missing; write where the other side's number comes from, or {{version}} in " + sourceField
                            + ", which then asks about the previous version, too");
        } else if (other != null && Definitions.toJson(other).equals(Definitions.toJson(source))) {
            reader.wrong(
                    field,
                    "is the same as " + sourceField + ", which would be compared with itself; leave it out where "
                            + sourceField + " has {{version}}, or write {{previousVersion}} in it");
        }
    }

    private static boolean mentions(Pattern placeholder, MetricSource source) {
        return placeholder.matcher(Definitions.toJson(source).toString()).find();
    }

    /** Whether all of them can be asked for the past. */
    boolean givesSeries() {
        return parts().stream().allMatch(part -> part.source().givesSeries());
    }

    /** Both in words. */
    String describe() {
        return candidate.describe() + (candidateOf == null ? "" : " of " + candidateOf.describe()) + ", beside "
                + (baseline == null ? "the previous version" : baseline.describe());
    }

    /** Why there is no baseline for that version; null when there is one. */
    @CheckForNull
    String withoutBaseline(Situation situation) {
        boolean needed = parts().stream()
                .anyMatch(part -> part.aboutPrevious() || mentions(PREVIOUS_VERSION, part.source()));
        return needed && situation.previousVersion().isEmpty()
                ? "there is nothing to compare with: no version of " + situation.application() + " is known to run in "
                        + situation.environment() + " before " + situation.version()
                : null;
    }

    /** Asks all of them. The stage fails only for what is a mistake in a source's program. */
    CompletionStage<Measured> ask(SampleRequest request, Duration step, Duration lookBack) {
        boolean series = givesSeries();
        Window window = series ? window(request, step, lookBack) : null;
        if (series && window == null) {
            return CompletableFuture.completedFuture(new Measured.Early(
                    "no whole step of " + Durations.text(step) + " has passed yet"));
        }
        Drawers drawers = Drawers.of(request.memory());
        List<Part> parts = parts();
        List<CompletableFuture<Sample>> samples = parts.stream()
                .map(part -> ask(part, request.remembering(drawers.drawer(part.name())), window))
                .toList();
        return CompletableFuture.allOf(samples.toArray(CompletableFuture[]::new)).thenApply(unused -> {
            List<Sample> all = samples.stream().map(CompletableFuture::join).toList();
            return window == null
                    ? round(parts, all, drawers.drawer("rounds"), request.now())
                    : series(parts, all, window);
        });
    }

    /** Whole steps that have ended since sampling began; null when there is none. */
    @CheckForNull
    private static Window window(SampleRequest request, Duration step, Duration lookBack) {
        Instant to = Window.floor(request.now(), step);
        Instant begin = request.since().minus(lookBack);
        Instant floor = Window.floor(begin, step);
        // the first step that begins since then; its point is at its end
        Instant from = floor.plus(step.multipliedBy(floor.isBefore(begin) ? 2 : 1));
        Instant earliest = to.minus(step.multipliedBy(Window.MOST_POINTS - 1L));
        from = from.isBefore(earliest) ? earliest : from;
        return to.isBefore(from) ? null : new Window(from, to, step);
    }

    private static CompletableFuture<Sample> ask(Part part, SampleRequest request, @CheckForNull Window window) {
        SampleRequest about = part.aboutPrevious() ? request.about(request.situation().ofPrevious()) : request;
        CompletionStage<Sample> asked;
        try {
            asked = window == null ? about.sample(part.source()) : about.series(part.source(), window);
        } catch (Unusable | HttpFailure e) {
            asked = CompletableFuture.failedFuture(e);
        }
        return asked.toCompletableFuture().exceptionally(wrapped -> {
            Throwable failure = HttpFailure.unwrap(wrapped);
            if (failure instanceof Unusable || failure instanceof HttpFailure) {
                return new Sample.NoData(failure.getMessage(), request.now());
            }
            throw new CompletionException(failure);
        });
    }

    private static Measured series(List<Part> parts, List<Sample> samples, Window window) {
        var values = new double[parts.size()][];
        for (int i = 0; i < values.length; i++) {
            if (!(samples.get(i) instanceof Sample.Series series)) {
                return missing(parts.get(i), samples.get(i), "it gives one number where a series is wanted");
            }
            values[i] = window.values(series);
            if (Arrays.stream(values[i]).noneMatch(Double::isFinite)) {
                return missing(parts.get(i), samples.get(i), "nothing was measured since " + window.from());
            }
        }
        return new Measured.Both(sides(values), window.from(), window.step());
    }

    private static Measured round(List<Part> parts, List<Sample> samples, Memory memory, Instant now) {
        var values = new double[parts.size()];
        for (int i = 0; i < values.length; i++) {
            if (!(samples.get(i) instanceof Sample.Value value)) {
                return missing(parts.get(i), samples.get(i), "it gives a series where a number is wanted");
            }
            values[i] = value.value();
        }
        Rounds rounds = memory.recall(Rounds.class).orElse(Rounds.NONE).and(now, values);
        memory.keep(rounds);
        return new Measured.Both(sides(rounds.columns()), rounds.from(), rounds.step());
    }

    private static Measured missing(Part part, Sample sample, String otherwise) {
        return new Measured.Missing(
                "the " + part.name() + ": " + (sample instanceof Sample.NoData none ? none.why() : otherwise));
    }

    private static Sides sides(double[]... values) {
        return values.length == 2
                ? Sides.of(values[0], values[1])
                : new Sides(values[0], values[1], values[2], values[3]);
    }
}
