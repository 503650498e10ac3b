package io.jenkins.plugins.rollout.service;

import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.model.Actor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.security.core.AuthenticationException;

/** The person who started a build, with what they may do with its rollouts. */
public final class Starter {
    private static final Logger LOGGER = Logger.getLogger(Starter.class.getName());

    private Starter() {}

    /**
     * Looks the person up, which may ask a directory on the network. Whoever is not known any more may do nothing.
     *
     * @param userId as the build's cause names it
     */
    public static Actor of(Run<?, ?> run, String userId) {
        User user = User.getById(userId, false);
        if (user == null) {
            return Actors.throughBuild(userId);
        }
        try (ACLContext ignored = ACL.as2(user.impersonate2())) {
            return Actors.current(run, "build");
        } catch (AuthenticationException e) {
            LOGGER.log(Level.FINE, e, () -> userId + " started " + run + " and is not known any more");
            return Actors.throughBuild(userId);
        }
    }
}
