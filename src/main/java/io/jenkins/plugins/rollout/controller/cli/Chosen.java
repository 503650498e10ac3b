package io.jenkins.plugins.rollout.controller.cli;

import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.rollout.audit.AuditLine;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.engine.RolloutIds;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.access.AccessDeniedException;

/**
 * The rollout that somebody names on the command line: by its id, or by its build as {@code team/shop#12}.
 *
 * @param run the build it belongs to
 */
record Chosen(Run<?, ?> run, String id) {

    /** @throws IllegalArgumentException when there is none that the person may look at, or the name says too little */
    static Chosen of(String name) throws IOException {
        return name.contains("#") ? ofBuild(name) : ofRollout(name);
    }

    private static Chosen ofBuild(String name) {
        Run<?, ?> run = visible(find(name)).orElseThrow(() -> none(name));
        List<String> ids = RolloutService.ids(run);
        if (ids.isEmpty()) {
            throw none(name);
        }
        List<String> open = ids.stream().filter(RolloutService.get().engine()::knows).toList();
        List<String> one = ids.size() == 1 ? ids : open;
        if (one.size() != 1) {
            throw new IllegalArgumentException(
                    name + " has " + ids.size() + " rollouts; name one of them: " + String.join(", ", ids));
        }
        return new Chosen(run, one.get(0));
    }

    private static Chosen ofRollout(String id) throws IOException {
        if (!RolloutIds.valid(id)) {
            throw none(id);
        }
        Run<?, ?> run = RolloutService.get().build(id).orElse(null);
        if (run == null) {
            run = find(recordedBuild(id));
        }
        return visible(run)
                .filter(found -> RolloutService.ids(found).contains(id))
                .map(found -> new Chosen(found, id))
                .orElseThrow(() -> none(id));
    }

    /** Where a rollout that has ended was, as the audit trail knows it. */
    private static String recordedBuild(String id) throws IOException {
        var query = new AuditQuery(null, null, "", "", "", id);
        List<AuditLine> last = RolloutService.get().audit().store().latest(query, 1);
        return last.isEmpty() ? "" : last.get(0).record().build();
    }

    private static Run<?, ?> find(String build) {
        try {
            return Run.fromExternalizableId(build);
        } catch (IllegalArgumentException | AccessDeniedException e) {
            return null; // there is none, or the person may not know of it
        }
    }

    /** What somebody may not see is not there. */
    static Optional<Run<?, ?>> visible(Run<?, ?> run) {
        boolean visible = run != null
                && run.getParent().hasPermission(Item.READ)
                && run.hasPermission(RolloutPermissions.VIEW);
        return visible ? Optional.of(run) : Optional.empty();
    }

    private static IllegalArgumentException none(String name) {
        return new IllegalArgumentException("there is no rollout '" + Plain.text(name)
                + "'; write its id, or its build as team/shop#12. rollout-list shows those that are under way");
    }
}
