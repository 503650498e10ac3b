package io.jenkins.plugins.rollout.web;

import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.RolloutIds;
import io.jenkins.plugins.rollout.history.Course;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * What one person may see of the history, for the time of a request: what a job did, to those who may look at its
 * rollouts; what a job did that is gone, to those with Rollout/Configure on the controller.
 */
final class Sight {
    private final boolean all = Jenkins.get().hasPermission(RolloutPermissions.CONFIGURE);
    private final Map<String, Optional<Job<?, ?>>> jobs = new HashMap<>();

    /** Whether the person may see everything, also what nobody's job did. */
    boolean all() {
        return all;
    }

    /** @param build externalizable id; null for what no build did */
    boolean sees(String build) {
        return all || build != null && job(Course.job(build)).isPresent();
    }

    /** The job, as far as the person may look at it. */
    private Optional<Job<?, ?>> job(String name) {
        return jobs.computeIfAbsent(name, any -> find(any)
                .filter(job -> job.hasPermission(Item.READ) && job.hasPermission(RolloutPermissions.VIEW)));
    }

    private static Optional<Job<?, ?>> find(String name) {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            return Optional.ofNullable(Jenkins.get().getItemByFullName(name, Job.class));
        }
    }

    /**
     * The page of a rollout, from the controller's root.
     *
     * @return null when the person may not see it, or its build is gone
     */
    String page(String build, String rollout) {
        if (build == null || rollout == null || !RolloutIds.valid(rollout)) {
            return null;
        }
        return job(Course.job(build))
                .map(job -> run(job, build))
                .map(run -> run.getUrl() + "rollout/" + rollout + "/")
                .orElse(null);
    }

    private static Run<?, ?> run(Job<?, ?> job, String build) {
        try {
            return job.getBuildByNumber(Integer.parseInt(build.substring(build.lastIndexOf('#') + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
