package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Tells rollouts that their build ended without them: it was killed the hard way, deleted, or could not be resumed.
 * What targets deployed is then undone; the block cannot be called any more.
 */
@Extension
public final class LostBuilds extends RunListener<Run<?, ?>> {

    @Override
    public void onFinalized(Run<?, ?> run) {
        lose(run, "the build ended before its rollout", false);
        RolloutService.get().forget(run);
    }

    @Override
    public void onDeleted(Run<?, ?> run) {
        lose(run, "the build was deleted", true);
    }

    /** Its folder knows them also when its job was renamed, the engine also when its folder was removed. */
    private static void lose(Run<?, ?> run, String why, boolean gone) {
        if (RolloutService.get().isClosed()) {
            return; // the next start looks for them
        }
        var ids = new LinkedHashSet<>(RolloutService.ids(run));
        ids.addAll(open(run.getExternalizableId()::equals));
        lose(ids, why, gone);
    }

    private static void lose(Collection<String> ids, String why, boolean gone) {
        RolloutEngine engine = RolloutService.get().engine();
        for (String id : ids) {
            engine.submit(id, new Command.LoseBuild(why, gone)); // those that have ended do not mind
        }
    }

    /** @param builds which builds, by their external ids */
    private static Collection<String> open(Predicate<String> builds) {
        RolloutEngine engine = RolloutService.get().engine();
        return engine.ids().stream()
                .filter(id -> engine.state(id).filter(state -> builds.test(state.build())).isPresent())
                .toList();
    }

    /** Nobody says of each build of a job that is deleted that it goes with it. */
    @Extension
    public static final class LostJobs extends ItemListener {
        @Override
        public void onDeleted(Item item) {
            if (item instanceof Job<?, ?> job && !RolloutService.get().isClosed()) {
                String start = job.getFullName() + "#";
                lose(open(build -> build.startsWith(start)), "the job was deleted", true);
            }
        }
    }

    /** Looks, after a start of the controller, for rollouts whose builds did not come back with it. */
    static void sweep() {
        RolloutEngine engine = RolloutService.get().engine();
        for (String id : engine.ids()) {
            Optional<Run<?, ?>> build = RolloutService.get().build(id);
            if (build.isEmpty()) {
                engine.submit(id, new Command.LoseBuild("the build is gone", true));
            } else if (!build.get().isBuilding()) {
                engine.submit(id, new Command.LoseBuild("the build did not go on after a restart of the controller"));
            }
        }
    }
}
