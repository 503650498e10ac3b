package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.metric.Window;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs a plan's gates over the past: opens each gate and begins each bake at every start, starts the whole plan at every
 * start, and counts what they would have said. With harm to put into the past, does it once more.
 */
public final class Backtest {
    /** The id that sources are asked under; no rollout has it. */
    public static final String ASKER = "backtest";

    private final Trial trial;
    private final Endpoints endpoints;
    private final Limits limits;
    private final Clock clock;
    private final Watcher watcher;
    private final Instant latest;
    private final Parts parts;
    private final Duration grid;
    private final List<Instant> starts;
    private final Past past;

    /** The criteria into which harm could be put. */
    private final Set<String> recognised = new HashSet<>();

    private int done;
    private int all;

    private Backtest(Trial trial, Endpoints endpoints, Limits limits, Clock clock, Watcher watcher) {
        this.trial = trial;
        this.endpoints = endpoints;
        this.limits = limits;
        this.clock = clock;
        this.watcher = watcher;
        this.latest = clock.instant().plus(limits.time());
        this.parts = Parts.of(trial.plan(), endpoints, trial.from());
        this.grid = parts.grid(trial.step());
        Instant floor = Window.floor(trial.from(), grid);
        Instant first = floor.equals(trial.from()) ? floor : floor.plus(grid);
        this.starts = Stream.iterate(first, start -> start.isBefore(trial.to()), start -> start.plus(trial.step()))
                .toList();
        this.past = new Past(endpoints, first, trial.to(), limits.points(), this::tell);
    }

    /**
     * Runs it; may take long.
     *
     * @param endpoints whose servers are asked
     * @param limits what it may ask for
     * @param clock tells what is past, and how long it took
     * @throws IllegalArgumentException when what is asked for cannot be done, saying what to write
     * @throws PastUnavailable when a source could not be asked, or too much would have to be
     * @throws CancellationException when the watcher says so
     */
    public static Report run(Trial trial, Endpoints endpoints, Limits limits, Clock clock, Watcher watcher) {
        trial.check(limits, clock.instant());
        return new Backtest(trial, endpoints, limits, clock, watcher).report();
    }

    /**
     * Says what can be seen to be wrong with it before anything is asked.
     *
     * @throws IllegalArgumentException saying what to write
     */
    public static void check(Trial trial, Limits limits, Clock clock) {
        trial.check(limits, clock.instant());
    }

    private Report report() {
        if (starts.isEmpty()) {
            throw new IllegalArgumentException("from: there is no start between " + trial.from() + " and " + trial.to()
                    + " on a grid of " + Durations.text(grid) + "; write an earlier from");
        }
        int runs = parts.all().stream()
                .filter(part -> !part.isEmpty())
                .mapToInt(part -> part.isHarmedBy(trial.degradations()) ? 2 : 1)
                .sum();
        all = starts.size() * (runs + (parts.anything() ? trial.degradations().isEmpty() ? 1 : 2 : 0));
        Plan plan = trial.plan();
        List<Report.Part> stages = parts.all().stream().map(this::stage).toList();
        Report.Whole whole = parts.anything() ? whole() : null;
        return new Report(
                plan.application(),
                plan.environment(),
                plan.version(),
                plan.previousVersion(),
                starts.get(0),
                trial.to(),
                trial.step(),
                starts.size(),
                trial.within(),
                trial.degradations().stream().map(Degradation::words).toList(),
                trial.after(),
                stages,
                whole,
                past.points(),
                notes());
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        if (!starts.get(0).equals(trial.from())) {
            notes.add("The first start was moved from " + trial.from() + " to " + starts.get(0)
                    + ": starts and rounds lie on a grid of " + Durations.text(grid) + ", at which sources are asked.");
        }
        for (Degradation degradation : trial.degradations()) {
            boolean judged = parts.all().stream().anyMatch(part -> part.isHarmedBy(List.of(degradation)));
            if (!judged) {
                notes.add("'" + degradation.criterion()
                        + "' cannot be asked about the past, so nothing could catch " + degradation.words() + ".");
            } else if (!recognised.contains(degradation.criterion())) {
                notes.add("No harm was put into '" + degradation.criterion()
                        + "': nothing was measured, or it cannot be told which of its series are the candidate's; have them"
                        + " ask about {{version}}.");
            }
        }
        return notes;
    }

    private Report.Part stage(Part part) {
        Report.Tally tally = null;
        Report.Caught caught = null;
        List<Report.Answer> answers = List.of();
        if (!part.isEmpty()) {
            Plan alone = parts.alone(part);
            List<Course> good = courses(alone, Harm.NONE);
            tally = Tallies.of(good);
            List<Course> bad = null;
            if (part.isHarmedBy(trial.degradations())) {
                List<Course> harmed = courses(alone, Harm.FROM_START);
                if (part.criteria().stream().map(Criterion::name).anyMatch(recognised::contains)) {
                    bad = harmed;
                    caught = Tallies.caught(
                            good, bad, starts.stream().map(start -> start.plus(trial.after())).toList());
                }
            }
            answers = answers(good, bad);
        }
        return new Report.Part(
                part.phase().name(),
                part.stage(),
                part.exposed(),
                part.criteria().stream().map(Criterion::name).toList(),
                part.leftOut(),
                tally,
                caught,
                answers);
    }

    private Report.Whole whole() {
        Plan plan = parts.whole();
        List<Course> good = courses(plan, Harm.NONE);
        List<Report.Stop> stopped = Tallies.stops(good, parts.all());
        if (trial.degradations().isEmpty()) {
            return new Report.Whole(Tallies.of(good), stopped, null, List.of(), answers(good, null));
        }
        List<Course> bad = courses(plan, Harm.FROM_DEPLOYMENT);
        if (recognised.isEmpty()) {
            return new Report.Whole(Tallies.of(good), stopped, null, List.of(), answers(good, null));
        }
        List<Course> others = IntStream.range(0, good.size())
                .filter(i -> Tallies.counts(good.get(i), bad.get(i)))
                .mapToObj(bad::get)
                .toList();
        List<Instant> begins = new ArrayList<>();
        bad.forEach(course -> begins.add(course.deployed() == null ? null : course.deployed().plus(trial.after())));
        return new Report.Whole(
                Tallies.of(good),
                stopped,
                Tallies.caught(good, bad, begins),
                Tallies.stops(others, parts.all()),
                answers(good, bad));
    }

    /** When harm begins. */
    private enum Harm {
        NONE,
        /** Counted from the opening of the gate, or the beginning of the bake. */
        FROM_START,
        /** Counted from the first deployment: before it nobody has the version. */
        FROM_DEPLOYMENT
    }

    private List<Course> courses(Plan plan, Harm harm) {
        var meter = new PastMeter(past, endpoints, grid, trial.degradations());
        Map<String, Situation> situations = new HashMap<>();
        plan.phases().forEach(phase -> situations.put(phase.name(), Parts.situation(trial.plan(), phase)));
        Duration shortest = plan.phases().stream().map(Part::shortest).reduce(Duration.ZERO, Duration::plus);
        var courses = new ArrayList<Course>();
        for (Instant start : starts) {
            var replay = new Replay(
                    plan,
                    (phase, criterion, sampling, since, now, deployed) -> meter.read(
                            phase.name() + '/' + Replay.stage(phase),
                            criterion,
                            situations.get(phase.name()),
                            sampling,
                            since,
                            now,
                            begin(harm, start, deployed)),
                    trial.within(),
                    trial.to());
            meter.forget();
            // one that could fail but not pass before the end would count against the plan
            courses.add(start.plus(shortest).isAfter(trial.to()) ? Course.cut(start, trial.to()) : replay.from(start));
            done++;
            went();
        }
        recognised.addAll(meter.recognised());
        return courses;
    }

    private Instant begin(Harm harm, Instant start, Instant deployed) {
        Instant from = switch (harm) {
            case NONE -> null;
            case FROM_START -> start;
            case FROM_DEPLOYMENT -> deployed;
        };
        return from == null ? null : from.plus(trial.after());
    }

    private static List<Report.Answer> answers(List<Course> good, List<Course> bad) {
        return IntStream.range(0, good.size())
                .mapToObj(i -> answer(good.get(i), bad == null ? null : bad.get(i)))
                .toList();
    }

    private static Report.Answer answer(Course course, Course harmed) {
        return new Report.Answer(
                course.start(),
                course.outcome(),
                course.at(),
                course.phase(),
                course.stage(),
                course.criterion(),
                course.why(),
                harmed == null ? null : harmed.outcome(),
                harmed == null ? null : harmed.at());
    }

    private void tell() {
        watcher.wentOn(done, all, past.points());
    }

    private void went() {
        tell();
        if (watcher.isCancelled()) {
            throw new CancellationException("the backtest was cancelled");
        }
        if (clock.instant().isAfter(latest)) {
            throw new PastUnavailable("it takes longer than " + Durations.text(limits.time())
                    + "; write a longer step or less time");
        }
    }
}
