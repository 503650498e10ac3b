package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Whom a build acts for, kept with the build. Pipeline knows it while the build has a program; a build that was killed
 * has none, and what it deployed must still be undone, by the same identity.
 */
public final class BuildIdentity extends InvisibleAction {
    private static final Logger LOGGER = Logger.getLogger(BuildIdentity.class.getName());

    /** Id of a person; null for the controller itself. */
    @CheckForNull
    private final String user;

    private BuildIdentity(@CheckForNull String user) {
        this.user = user;
    }

    /**
     * The identity that Pipeline gives the build: usually SYSTEM, a person where a queue item authenticator says so.
     * Nobody when that cannot be told any more: rather too little than too much. May block.
     */
    static Authentication of(Run<?, ?> build) {
        FlowExecution execution = execution(build);
        BuildIdentity kept = build.getAction(BuildIdentity.class);
        if (execution == null) {
            return kept == null ? Jenkins.ANONYMOUS2 : kept.authentication();
        }
        Authentication identity = execution.getAuthentication2();
        if (kept == null) {
            keep(build, new BuildIdentity(identity.equals(ACL.SYSTEM2) ? null : identity.getName()));
        }
        return identity;
    }

    @CheckForNull
    private static FlowExecution execution(Run<?, ?> build) {
        FlowExecutionOwner owner =
                build instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
        return owner == null ? null : owner.getOrNull();
    }

    private static void keep(Run<?, ?> build, BuildIdentity identity) {
        build.addOrReplaceAction(identity);
        try {
            build.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "could not save whom " + build + " acts for");
        }
    }

    private Authentication authentication() {
        if (user == null) {
            return ACL.SYSTEM2;
        }
        User known = User.getById(user, false);
        try {
            return known == null ? Jenkins.ANONYMOUS2 : known.impersonate2();
        } catch (UsernameNotFoundException e) {
            LOGGER.log(Level.FINE, e, () -> user + " is gone");
            return Jenkins.ANONYMOUS2;
        }
    }
}
