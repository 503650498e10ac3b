package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.pipeline.Telling;
import io.jenkins.plugins.rollout.service.Messages;
import java.util.ArrayList;
import java.util.List;

/** Those whom the configuration file wants to be told of every rollout. */
final class ConfiguredNotifiers {
    private ConfiguredNotifiers() {}

    static List<Notifier> read(List<Problem> problems) {
        return Telling.readAll(EmbeddedJenkins.get().configuration().notifiers(), problems);
    }

    /** Says all their mistakes before any build goes on. */
    @Extension
    public static final class Check extends ItemListener {
        @Override
        public void onLoaded() {
            var problems = new ArrayList<Problem>();
            List<Notifier> all = read(problems);
            for (int i = 0; i < all.size(); i++) {
                String field = "notify[" + i + "]";
                all.get(i).problems(Messages.context()).forEach(problem -> problems.add(problem.within(field)));
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("configuration, " + PlanRules.message(problems));
            }
        }
    }
}
