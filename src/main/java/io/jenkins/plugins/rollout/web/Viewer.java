package io.jenkins.plugins.rollout.web;

import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.RolloutService;
import jenkins.model.Jenkins;

/**
 * Who looks at a rollout, and from where.
 *
 * @param anonymous whether the person did not log in
 * @param build the build as people call it
 * @param buildUrl from the server's root, with a slash at its end
 */
record Viewer(Actor actor, boolean anonymous, Rules rules, String build, String buildUrl) {

    /** The person on whose behalf the current thread runs. */
    static Viewer current(Run<?, ?> run, String contextPath) {
        return new Viewer(
                Actors.current(run, "page"),
                ACL.isAnonymous2(Jenkins.getAuthentication2()),
                RolloutService.get().rules(run.getExternalizableId()),
                run.getFullDisplayName(),
                contextPath + "/" + run.getUrl());
    }
}
