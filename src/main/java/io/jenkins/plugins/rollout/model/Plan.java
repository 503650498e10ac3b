package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;

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
        String hotfix) {

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
        return new Plan(
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
                template,
                names,
                reason);
    }

    /** The plan with other phases. */
    public Plan with(List<Phase> others) {
        return new Plan(
                application,
                environment,
                version,
                previousVersion,
                artifact,
                form,
                others,
                onFailure,
                onAbort,
                ifBusy,
                template,
                calendars,
                hotfix);
    }
}
