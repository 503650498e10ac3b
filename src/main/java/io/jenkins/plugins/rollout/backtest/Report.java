package io.jenkins.plugins.rollout.backtest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the gates and bakes of a plan would have said.
 *
 * @param from first start, moved to the grid on which rounds lie
 * @param to end of the past
 * @param step time between two starts
 * @param starts how often each gate was opened, each bake begun, and the plan started
 * @param within how long a gate was followed, and a bake beyond its end
 * @param degradations harm that was put in, as it is written; empty when none was
 * @param after when the harm began, counted from the opening, and from the first deployment where the plan is whole
 * @param stages gate by gate and bake by bake
 * @param whole the plan from its start to its end; null when nothing of it can be asked about the past
 * @param points how many points of the past were fetched
 * @param notes what a reader must know besides
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
        String application,
        String environment,
        String version,
        String previousVersion,
        Instant from,
        Instant to,
        Duration step,
        int starts,
        Duration within,
        List<String> degradations,
        Duration after,
        List<Part> stages,
        Whole whole,
        long points,
        List<String> notes) {

    /** A criterion that was not judged, and why. */
    public record LeftOut(String criterion, String why) {}

    /**
     * One gate or bake.
     *
     * @param exposed who has the version meanwhile: {@code nobody}, {@code 5 %}, {@code employees}
     * @param criteria names of those that were judged
     * @param leftOut those that were not
     * @param past how it went as it was; null when nothing of it can be asked about the past
     * @param caught how soon the harm would have been caught; null when none was put in that it looks at
     * @param answers start by start; empty when nothing can be asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(
            String phase,
            Stage stage,
            String exposed,
            List<String> criteria,
            List<LeftOut> leftOut,
            Tally past,
            Caught caught,
            List<Answer> answers) {}

    /**
     * The plan, one phase after the other.
     *
     * @param past how it went as it was
     * @param stopped where the failures were
     * @param caught how soon the harm would have been caught; null when none was put in
     * @param where where it was caught
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Whole(Tally past, List<Stop> stopped, Caught caught, List<Stop> where, List<Answer> answers) {}

    /** So many ended here. @param exposed who had the version by then */
    public record Stop(String phase, Stage stage, String exposed, int count) {}

    /**
     * How starts went.
     *
     * @param cut starts that the end of the past cut short; they count neither for nor against
     * @param stopped how many of the others would have stopped the version
     * @param seconds how long it took to pass, the median; null when none did
     * @param failures how many failures each criterion decided
     * @param doubts how often a human would have been asked for the sake of each criterion
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tally(
            int passed,
            int failed,
            int inconclusive,
            int undecided,
            int cut,
            Share stopped,
            Long seconds,
            List<Reasons> failures,
            List<Reasons> doubts) {}

    /** How many starts a criterion decided. @param first when it did so first, and why */
    public record Reasons(String criterion, int count, Instant first, String why) {}

    /**
     * How harm was caught.
     *
     * @param share of the starts that would not have failed anyway
     * @param before how many ended before the harm began, and could not catch it
     * @param median seconds from its beginning to the failure, of those that were caught; null when none was
     * @param p90 within so many seconds nine of ten of those were caught
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Caught(Share share, int before, Long median, Long p90) {}

    /**
     * One start.
     *
     * @param at when it ended so
     * @param phase where it ended; null in a gate or bake alone
     * @param stage where it ended
     * @param harmed how it ended with the harm; null when none was put in
     * @param harmedAt when it ended so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(
            Instant start,
            Outcome outcome,
            Instant at,
            String phase,
            Stage stage,
            String criterion,
            String why,
            Outcome harmed,
            Instant harmedAt) {}

    /** The report with more to know. */
    public Report noting(List<String> more) {
        List<String> all = Stream.concat(more.stream(), notes.stream()).toList();
        return new Report(
                application, environment, version, previousVersion, from, to, step, starts, within, degradations, after,
                stages, whole, points, all);
    }

    /** Whether anything at all could be asked about the past. */
    public boolean anything() {
        return whole != null;
    }
}
