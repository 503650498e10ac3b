package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import java.util.Optional;
import java.util.Set;

/** Decides whether a person may answer a request for approval. */
public final class Eligibility {
    private Eligibility() {}

    /**
     * Why this person may not approve.
     *
     * @param approval the request
     * @param concerned ids of those who started the rollout or authored what it deploys
     * @return empty when the person may
     */
    public static Optional<String> refusal(Actor actor, Approval approval, Set<String> concerned, Rules rules) {
        Optional<String> unnamed = refusalToReject(actor, approval);
        if (unnamed.isPresent()) {
            return unnamed;
        }
        if (!rules.selfApproval() && concerned.contains(actor.id())) {
            return Optional.of(actor.id() + " started this rollout or authored what it deploys; somebody else must approve");
        }
        return Optional.empty();
    }

    /** Why this person may not say no. Those who may not approve their own work may still stop it. */
    public static Optional<String> refusalToReject(Actor actor, Approval approval) {
        if (approval.from().isEmpty()) {
            return actor.may(RolloutPermission.APPROVE)
                    ? Optional.empty()
                    : Optional.of(actor.id() + " lacks the permission Rollout/Approve");
        }
        boolean named = approval.from().stream()
                .anyMatch(name -> name.equals(actor.id()) || actor.groups().contains(name));
        return named
                ? Optional.empty()
                : Optional.of(actor.id() + " is not among those asked: " + String.join(", ", approval.from()));
    }
}
