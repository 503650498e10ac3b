package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import java.util.Optional;

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

    private static void lose(Run<?, ?> run, String why, boolean gone) {
        if (RolloutService.get().isClosed()) {
            return; // the next start looks for them
        }
        for (String id : RolloutService.ids(run)) {
            RolloutService.get().engine().submit(id, new Command.LoseBuild(why, gone)); // those that have ended do not mind
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
