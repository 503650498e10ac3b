package io.jenkins.plugins.rollout.service;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.rollout.feedback.Declined;
import io.jenkins.plugins.rollout.feedback.FeedbackDesk;
import io.jenkins.plugins.rollout.feedback.FeedbackStore;
import io.jenkins.plugins.rollout.feedback.Heard;
import io.jenkins.plugins.rollout.feedback.Response;
import io.jenkins.plugins.rollout.feedback.Source;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What people say about the rollouts of this controller. */
@Extension
public final class FeedbackService implements FeedbackDesk {
    private final FeedbackStore store = new FeedbackStore();

    public static FeedbackService get() {
        return ExtensionList.lookupSingleton(FeedbackService.class);
    }

    @Override
    public Heard heard(String rolloutId) throws IOException {
        RolloutService service = RolloutService.get();
        RolloutState state = service.engine()
                .state(rolloutId)
                .orElseThrow(() -> new IOException("rollout " + rolloutId + " is not under way"));
        Run<?, ?> run = service.build(rolloutId)
                .orElseThrow(() -> new IOException("the build of rollout " + rolloutId + " is gone"));
        return new Heard(state, all(run, rolloutId));
    }

    /** What was said about a rollout, oldest first. */
    public List<Response> all(Run<?, ?> run, String rolloutId) throws IOException {
        return store.all(RolloutService.directory(run, rolloutId));
    }

    /** Keeps it; it is on the disk when this returns. */
    public void add(Run<?, ?> run, String rolloutId, Response response) throws IOException, Declined {
        try {
            store.add(RolloutService.directory(run, rolloutId), response);
        } catch (FeedbackStore.Full e) {
            throw new Declined(Declined.Reason.CONFLICT, "", e.getMessage());
        }
    }

    /**
     * Keeps all or none.
     *
     * @param by who imports them
     * @return how many were not there before
     */
    public int addAll(Run<?, ?> run, String rolloutId, List<Response> responses, Actor by) throws IOException, Declined {
        try {
            int added = store.addAll(RolloutService.directory(run, rolloutId), responses);
            audit(by, "feedbackImported", responses.size() + " responses into rollout " + rolloutId);
            return added;
        } catch (FeedbackStore.Full e) {
            throw new Declined(Declined.Reason.CONFLICT, "", e.getMessage());
        }
    }

    /**
     * Deletes names and comments. Everybody may delete what they said, and what was said without a name by whoever knows
     * its id; whoever may configure rollouts deletes anybody's.
     *
     * @param which what shall be deleted
     * @param id the one response that is meant; null when several are
     * @return how many were deleted
     */
    public int forget(Run<?, ?> run, String rolloutId, Predicate<Response> which, String id, Actor by) throws IOException {
        boolean anybodys = by.may(RolloutPermission.CONFIGURE);
        boolean[] others = {false};
        int forgotten = store.forget(RolloutService.directory(run, rolloutId), response -> {
            boolean own = isBy(response, by) || response.person() == null && response.id().equals(id);
            boolean forget = which.test(response) && (own || anybodys);
            others[0] |= forget && !own;
            return forget;
        });
        if (forgotten > 0) {
            // whoever deletes their own words is not written down for ever as somebody who spoke
            Actor who = others[0] ? by : new Actor("-", "whoever said it", by.via(), Set.of(), Set.of());
            audit(who, "feedbackDeleted", "name and comment of something that was said about rollout " + rolloutId);
        }
        return forgotten;
    }

    /** Whether the person said it, and was logged in. */
    public static boolean isBy(Response response, Actor person) {
        return response.isBy(Source.PERSON, person.id());
    }

    private static void audit(Actor by, String act, String what) {
        RolloutService.get().audit().add(by, act, what);
    }
}
