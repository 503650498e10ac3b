package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One version of one application going out to one environment, phase by phase.
 *
 * @param application what is rolled out
 * @param environment where to; rollouts of one application to one environment never overlap
 * @param version the version that goes out
 * @param previousVersion the version that is live now, if it is known; may be empty
 * @param artifact digest of what is deployed, if the plan names one; may be empty
 * @param form how the plan came about
 * @param phases in order of exposure; in the {@link Form#STEPS step form} it grows as phases are reached
 * @param onFailure what follows a failed gate, deploy or bake
 * @param onAbort what follows when the build is aborted
 * @param ifBusy what to do while another rollout of the same application and environment is under way
 * @param template name of the administrator's template that the plan was made from; null when it was not
 * @param calendars names of calendars that hold for every phase, besides those of policies
 * @param hotfix why the rollout takes the hot-fix lane from the start; null when it does not
 * @param audiences the cohorts that phases name, as they were defined when the rollout was declared
 * @param channels where messages go for those who work on the rollout
 * @param announcements where announcements go for those who get the version
 * @param handOver whether a rollout that supersedes another takes its exposure over, in place of having it rolled back
 * @param driftInterval how often targets are asked whether their world is still as they left it; null as usual, zero for never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Plan(
        String application,
        String environment,
        String version,
        String previousVersion,
        String artifact,
        Form form,
        List<Phase> phases,
        OnFailure onFailure,
        OnAbort onAbort,
        IfBusy ifBusy,
        String template,
        List<String> calendars,
        String hotfix,
        List<Audience> audiences,
        List<Channel> channels,
        List<Channel> announcements,
        boolean handOver,
        Duration driftInterval) {

    /** How a plan comes about. */
    public enum Form {
        /** All phases are known before the start; the block is called once per phase, and again to undo. */
        PLAN,
        /** Phases are steps, known when they are reached; only what {@code deployTo} deploys can be undone. */
        STEPS,
        /** A gate alone: nothing is deployed, nothing undone, no other rollout is waited for. */
        GATE
    }

    public enum OnFailure {
        ROLLBACK,
        PAUSE,
        STOP
    }

    public enum OnAbort {
        ROLLBACK,
        STOP
    }

    public enum IfBusy {
        WAIT,
        SUPERSEDE,
        FAIL
    }

    public static final String DEFAULT_ENVIRONMENT = "production";
    public static final Duration DEFAULT_DRIFT_INTERVAL = Duration.ofMinutes(5);

    public Plan {
        Objects.requireNonNull(application, "application");
        environment = environment == null ? DEFAULT_ENVIRONMENT : environment;
        Objects.requireNonNull(version, "version");
        previousVersion = previousVersion == null ? "" : previousVersion;
        artifact = artifact == null ? "" : artifact;
        form = form == null ? Form.PLAN : form;
        phases = phases == null ? List.of() : List.copyOf(phases);
        onFailure = onFailure == null ? OnFailure.ROLLBACK : onFailure;
        onAbort = onAbort == null ? OnAbort.ROLLBACK : onAbort;
        ifBusy = ifBusy == null ? IfBusy.WAIT : ifBusy;
        calendars = calendars == null ? List.of() : List.copyOf(calendars);
        audiences = audiences == null ? List.of() : List.copyOf(audiences);
        channels = channels == null ? List.of() : List.copyOf(channels);
        announcements = announcements == null ? List.of() : List.copyOf(announcements);
    }

    public Plan(
            String application,
            String environment,
            String version,
            String previousVersion,
            String artifact,
            Form form,
            List<Phase> phases,
            OnFailure onFailure,
            OnAbort onAbort,
            IfBusy ifBusy) {
        this(
                application,
                environment,
                version,
                previousVersion,
                artifact,
                form,
                phases,
                onFailure,
                onAbort,
                ifBusy,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null);
    }

    /** The plan with another phase at its end. */
    public Plan with(Phase phase) {
        var more = new java.util.ArrayList<>(phases);
        more.add(phase);
        return with(more);
    }

    /** The plan in the calendars, or in the hot-fix lane for a reason. */
    public Plan in(List<String> names, String reason) {
        return change(draft -> {
            draft.calendars = names;
            draft.hotfix = reason;
        });
    }

    /** The plan with other phases. */
    public Plan with(List<Phase> others) {
        return change(draft -> draft.phases = others);
    }

    /** The plan made from a template. */
    public Plan from(String name) {
        return change(draft -> draft.template = name);
    }

    /** The plan with the version that is live before it. */
    public Plan after(String previous) {
        return change(draft -> draft.previousVersion = previous);
    }

    /** The plan for another version. */
    public Plan with(String other, String previous) {
        return change(draft -> {
            draft.version = other;
            draft.previousVersion = previous;
        });
    }

    /** The plan whose targets are looked after so often; null as usual, zero for never. */
    public Plan lookingEvery(Duration interval) {
        return change(draft -> draft.driftInterval = interval);
    }

    /** How often the targets are asked whether their world is still as it was left; zero for never. */
    public Duration looks() {
        return driftInterval == null ? DEFAULT_DRIFT_INTERVAL : driftInterval;
    }

    /** The plan with what its phases mean by the audiences they name. */
    public Plan of(List<Audience> cohorts) {
        return change(draft -> draft.audiences = cohorts);
    }

    /** The plan with the places where people hear of it. */
    public Plan told(List<Channel> team, List<Channel> audience) {
        return change(draft -> {
            draft.channels = team;
            draft.announcements = audience;
        });
    }

    /** The plan that takes over, or does not, what the rollout it supersedes has reached. */
    public Plan handingOver(boolean take) {
        return change(draft -> draft.handOver = take);
    }

    private Plan change(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** A plan in the making. */
    private static final class Draft {
        private final Plan from;
        private String previousVersion;
        private List<Phase> phases;
        private String template;
        private List<String> calendars;
        private String hotfix;
        private List<Audience> audiences;
        private List<Channel> channels;
        private List<Channel> announcements;
        private boolean handOver;
        private Duration driftInterval;
        private String version;

        private Draft(Plan from) {
            this.from = from;
            previousVersion = from.previousVersion;
            phases = from.phases;
            template = from.template;
            calendars = from.calendars;
            hotfix = from.hotfix;
            audiences = from.audiences;
            channels = from.channels;
            announcements = from.announcements;
            handOver = from.handOver;
            driftInterval = from.driftInterval;
            version = from.version;
        }

        private Plan done() {
            return new Plan(
                    from.application, from.environment, version, previousVersion, from.artifact, from.form, phases,
                    from.onFailure, from.onAbort, from.ifBusy, template, calendars, hotfix, audiences, channels, announcements,
                    handOver, driftInterval);
        }
    }
}
