package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.StandIn;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.model.Verdict;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A rollout in which every text from outside tries to be more than a text. */
final class HostileScene {
    private static final String IMAGE = "<img src=x onerror=pwned=1>";
    private static final String SCRIPT = "</script><script>pwned=1</script>";
    private static final String LINK = "javascript:pwned=1//\"'><a href=javascript:pwned=1>";
    private static final String LONG = "w".repeat(300);

    private HostileScene() {}

    static Scene make() {
        var definition = JsonNodeFactory.instance.objectNode().put("atMost", 1);
        var criterion = new Criterion(IMAGE + "name", SCRIPT, "at most " + IMAGE, LINK + LONG, 3, 5, definition);
        var approval = new Approval(
                false,
                List.of(new Approval.Rule(List.of("release-managers", IMAGE, LONG), 3),
                        new Approval.Rule(List.of(SCRIPT), 1)),
                false,
                3,
                SCRIPT + IMAGE,
                Duration.ofHours(9),
                OnExpiry.PAUSE,
                Duration.ofMinutes(1),
                new Approval.Escalation(Duration.ofMinutes(2), List.of(IMAGE, LONG)),
                List.of(new Question("choice\"" + IMAGE, Question.Kind.CHOICE, SCRIPT + LONG,
                                List.of(IMAGE, SCRIPT, LONG), false),
                        new Question("text" + IMAGE, Question.Kind.TEXT, IMAGE + LINK, List.of(), true),
                        new Question("yesNo" + SCRIPT, Question.Kind.YES_NO, IMAGE, List.of(), false)));
        var phase = new Phase(IMAGE + "canary", SCRIPT + LONG, new BigDecimal("25"),
                new Gate(List.of(criterion), null, approval), null);
        var first = new Phase("first" + SCRIPT, IMAGE, null, Gate.DEFAULT, null);
        var phases = List.of(first, phase);
        var plan = new Plan(IMAGE + LONG, SCRIPT, LINK, IMAGE, SCRIPT, Plan.Form.PLAN, phases, null, null, null)
                .from(IMAGE + SCRIPT);
        var away = new StandIn(SCRIPT, IMAGE + "Away", Set.of("release-managers"), Set.of(), null);
        var mallory = new Actor("mallory" + IMAGE, SCRIPT + "Mallory", IMAGE, Set.of(), Set.of(), false, List.of(away));
        var trudy = new Actor(LINK, LINK + "Trudy", SCRIPT, Set.of(IMAGE), Set.of());
        var target = new TargetRef(IMAGE + LINK, Ability.ANYTHING, definition);
        var now = Instant.now();
        return Scene.of(plan)
                .happened(new Event.GateOpened(first.name(), 1))
                .happened(new Event.DeployStarted(first.name(), 1))
                .happened(new Event.OperationStarted(first.name(), IMAGE, Action.DEPLOY, target, 2))
                .happened(new Event.OperationEnded(first.name(), IMAGE, TargetAnswer.failed(SCRIPT + IMAGE), null))
                .happened(new Event.StageFailed(first.name(), Stage.DEPLOY, IMAGE))
                .happened(mallory, new Event.Paused(SCRIPT))
                .happened(mallory, new Event.Resumed(IMAGE))
                .happened(new Event.GateOpened(phase.name(), 1))
                .happened(new Event.RoundMeasured(phase.name(), Stage.GATE, 1, 1, List.of(
                        new Reading(criterion.name(), Verdict.FAIL, 2.0, SCRIPT + LINK, now))))
                .happened(new Event.ApprovalRequested(phase.name(), 1, IMAGE + Scene.EVIDENCE))
                .happened(mallory, new Event.ApprovalGiven(phase.name(), IMAGE + Scene.EVIDENCE, SCRIPT + IMAGE,
                        Map.of("choice\"" + IMAGE, SCRIPT, "text" + IMAGE, IMAGE + LINK, "yesNo" + SCRIPT, IMAGE),
                        SCRIPT, true))
                .happened(trudy, new Event.RejectionGiven(phase.name(), IMAGE + SCRIPT + LONG, IMAGE))
                .happened(new Event.ApprovalEscalated(phase.name(), List.of(IMAGE, LONG)));
    }

    /** The same, held by a freeze and let past it by a hot-fix. */
    static Scene hotfix() {
        return make()
                .happened(new Event.WindowAwaited(IMAGE + "canary", SCRIPT + IMAGE + LONG, Instant.now()))
                .happened(new Event.HotfixDeclared(
                        IMAGE + LONG, List.of(new Approval.Rule(List.of(IMAGE, SCRIPT), 2))))
                .happened(new Event.WindowAwaited(IMAGE + "canary", SCRIPT + IMAGE + LONG, null));
    }
}
