package io.jenkins.plugins.rollout.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Plans and people that the engine's tests share. */
final class Plans {
    static final Actor ALICE = person("alice", "release-managers");
    static final Actor BOB = person("bob", "release-managers");
    static final Actor CAROL = person("carol", "developers");
    static final Actor OPS = new Actor("ops", "Olga Ops", "page", Set.of(), EnumSet.allOf(RolloutPermission.class));

    private Plans() {}

    static Actor person(String id, String... groups) {
        return new Actor(id, id, "page", Set.of(groups), Set.of());
    }

    static Criterion criterion(String name, int failureLimit) {
        var definition = JsonNodeFactory.instance.objectNode().put("$symbol", "threshold").put("name", name);
        return new Criterion(name, "threshold", "at most 0.01", "fake " + name, failureLimit, 3, definition);
    }

    static TargetRef target(String name, boolean undoable) {
        return new TargetRef(
                name,
                new Ability(undoable, null, true),
                JsonNodeFactory.instance.objectNode().put("$symbol", "fake").put("name", name));
    }

    static Gate automatic(Criterion... metrics) {
        return new Gate(List.of(metrics), minutely(1), Approval.AUTOMATIC);
    }

    static Gate approvedBy(int quorum, Criterion... metrics) {
        return new Gate(List.of(metrics), minutely(1), new Approval(false, List.of("release-managers"), quorum, ""));
    }

    static Gate asking(Approval approval, Criterion... metrics) {
        return new Gate(List.of(metrics), minutely(1), approval);
    }

    static Sampling minutely(int passes) {
        return new Sampling(Duration.ofMinutes(1), Duration.ZERO, passes);
    }

    static Bake bake(int minutes, Criterion... metrics) {
        return new Bake(Duration.ofMinutes(minutes), List.of(metrics), minutely(1));
    }

    static Phase phase(String name, int exposure, Gate gate, Bake bake) {
        return new Phase(name, null, BigDecimal.valueOf(exposure), gate, bake);
    }

    static Plan plan(Phase... phases) {
        return plan(Plan.Form.PLAN, Plan.OnFailure.ROLLBACK, Plan.IfBusy.WAIT, phases);
    }

    static Plan plan(Plan.Form form, Plan.OnFailure onFailure, Plan.IfBusy ifBusy, Phase... phases) {
        return new Plan(
                "shop", "production", "2.0.0", "1.0.0", "", form, List.of(phases), onFailure,
                Plan.OnAbort.ROLLBACK, ifBusy);
    }

    /** Five phases with metrics, approvals and bakes. */
    static Plan fivePhases() {
        Criterion errors = criterion("errors", 0);
        return plan(
                phase("dogfood", 0, automatic(), null),
                phase("alpha", 1, automatic(errors), null),
                phase("beta", 10, approvedBy(1), null),
                phase("canary", 25, approvedBy(2, errors), bake(3, errors)),
                phase("full", 100, approvedBy(1, errors), bake(2)));
    }
}
