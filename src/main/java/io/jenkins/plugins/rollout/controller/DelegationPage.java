package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Failure;
import hudson.model.TransientUserActionFactory;
import hudson.model.User;
import io.jenkins.plugins.rollout.policy.Delegation;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.Delegations;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * A part of a user's own page: who acts for them while they are away. For the user, and for administrators in their
 * stead; nobody else sees it.
 */
@Restricted(NoExternalUse.class)
public final class DelegationPage implements Action, StaplerProxy {
    private final User user;

    DelegationPage(User user) {
        this.user = user;
    }

    /** Puts it on every user's page. */
    @Extension
    public static final class Factory extends TransientUserActionFactory {
        @Override
        public Collection<? extends Action> createFor(User target) {
            return List.of(new DelegationPage(target));
        }
    }

    private boolean mayUse() {
        User current = User.current();
        return current != null && current.getId().equals(user.getId()) || Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    private void check() {
        if (!mayUse()) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        }
    }

    @Override
    @CheckForNull
    public String getIconFileName() {
        return mayUse() ? "symbol-people" : null;
    }

    @Override
    public String getDisplayName() {
        return "Rollout stand-in";
    }

    @Override
    public String getUrlName() {
        return "rollout-delegation";
    }

    @Override
    public Object getTarget() {
        check();
        return this;
    }

    @NonNull
    public User getUser() {
        return user;
    }

    /** Who acts for the user now. */
    public List<Delegation> getStandIns() {
        check();
        return Delegations.get().from(user.getId());
    }

    /** For whom the user acts now. */
    public List<Delegation> getAbsent() {
        check();
        return Delegations.get().to(user.getId());
    }

    /** Declares who acts for the user, and until when: a day, which belongs to it, or a time. */
    @RequirePOST
    public HttpResponse doDelegate(@QueryParameter String to, @QueryParameter String until) throws IOException {
        check();
        String person = to == null ? "" : to.trim();
        Optional<String> refusal =
                Delegations.get().declare(user.getId(), person, time(until), Actors.current("page"));
        if (refusal.isPresent()) {
            throw new Failure(refusal.get());
        }
        return HttpResponses.redirectToDot();
    }

    /** The user is back, or somebody else shall do it. */
    @RequirePOST
    public HttpResponse doEnd(@QueryParameter String to) throws IOException {
        check();
        if (!Delegations.get().end(user.getId(), to, Actors.current("page"))) {
            throw new Failure("'" + to + "' does not act for " + user.getId()
                    + " by what was declared here; the controller's configuration may say so");
        }
        return HttpResponses.redirectToDot();
    }

    private static Instant time(String until) {
        try {
            return Delegation.end(until, ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new Failure(e.getMessage());
        }
    }
}
