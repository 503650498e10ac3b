package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;

/**
 * Rollouts in every situation, for many requests: the same one again until something was done with it, then one that
 * stands ready.
 */
final class RolloutsToTry {
    /** Many in one build, which costs less than a build for each. */
    private static final String JENKINSFILE = """
            def all = [:]
            for (int i = 0; i < %1$d; i++) {
              def application = "app-${env.JOB_NAME}-${env.BUILD_NUMBER}-${i}"
              all[application] = {
                rollout(application: application, version: '2.0', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [from: %2$s, quorum: 3]]],
                  [name: 'full', exposure: 100, gate: [metrics: [signOff(testers: %2$s)]]],
                ]) { echo 'deploying' }
              }
            }
            parallel all
            """;

    private static final int IN_ONE_BUILD = 25;

    private static final Actor ROOT = new Actor("root", "root", "api", Set.of(), Set.of(RolloutPermission.values()));

    private final WorkflowJob first;
    private final WorkflowJob other;
    private final Visitor asked;
    private final Map<WorkflowJob, Queue<One>> ready = new HashMap<>();
    private final Map<String, One> current = new HashMap<>();

    /** @param token of a link that asks for a yes */
    record One(WorkflowRun run, String id, String token) {
        /** From Jenkins' root, with a slash at its end. */
        String path() {
            return run.getUrl() + "rollout/" + id() + "/";
        }

        /** What is sent to an endpoint: all that it needs to be done. */
        Map<String, String> fields(String endpoint) {
            String evidence = ask(id).map(Ask::evidence).orElse("none");
            return switch (endpoint) {
                case "confirm" -> Map.of("token", token, "comment", "fine");
                case "link" -> Map.of("act", "approve");
                case "feedback" -> Map.of("score", "4", "comment", "fine");
                case "signOff" -> Map.of("ok", "true");
                case "deleteFeedback" -> Map.of("person", "nobody");
                case "approve?override=true" -> Map.of("evidence", evidence, "comment", "because", "override", "true");
                default -> Map.of("evidence", evidence, "reason", "because");
            };
        }
    }

    /** @param asked makes the links; one of those who are asked */
    RolloutsToTry(WorkflowJob first, WorkflowJob other, Visitor asked) throws Exception {
        this.first = first;
        this.other = other;
        this.asked = asked;
        first.setDefinition(definition("['nina', 'release-managers']"));
        other.setDefinition(definition("['somebody-else']"));
    }

    private static CpsFlowDefinition definition(String from) throws Exception {
        return new CpsFlowDefinition(JENKINSFILE.formatted(IN_ONE_BUILD, from), true);
    }

    One in(String situation) throws Exception {
        One one = current.get(situation);
        if (one == null) {
            one = make(situation);
            current.put(situation, one);
        }
        return one;
    }

    /** It is not as it was any more. */
    void spent(String situation) throws Exception {
        One one = current.remove(situation);
        if (RolloutService.get().engine().state(one.id()).filter(state -> !state.isEnded()).isPresent()) {
            submit(new Command.Stop(ROOT, "over"), one.id());
        }
    }

    private One make(String situation) throws Exception {
        if (situation.equals("other")) {
            One one = next(other);
            return new One(one.run(), one.id(), in("running").token());
        }
        One plain = next(first);
        String url = asked.postJson(plain.path() + "link", Map.of("act", "approve")).json().get("url").asText();
        var one = new One(plain.run(), plain.id(), url.replaceFirst(".*token=", ""));
        int said = asked.postJson(plain.path() + "approve", one.fields("approve")).status();
        if (said != 200) {
            throw new AssertionError("the first yes was answered with " + said);
        }
        if (situation.equals("paused")) {
            submit(new Command.Pause(ROOT, "lunch"), one.id());
        } else if (situation.equals("ended")) {
            submit(new Command.Stop(ROOT, "over"), one.id());
        }
        return one;
    }

    private One next(WorkflowJob job) throws Exception {
        Queue<One> queue = ready.computeIfAbsent(job, unused -> new ArrayDeque<>());
        if (queue.isEmpty()) {
            WorkflowRun run = start(job);
            await().atMost(2, TimeUnit.MINUTES).until(() -> RolloutService.ids(run).size() == IN_ONE_BUILD);
            RolloutService.ids(run).forEach(id -> queue.add(new One(run, id, null)));
        }
        One one = queue.remove();
        await().atMost(60, TimeUnit.SECONDS).until(() -> ask(one.id()).isPresent());
        return one;
    }

    private static WorkflowRun start(WorkflowJob job) throws Exception {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("bill"))).waitForStart();
        }
    }

    private static Optional<Ask> ask(String id) {
        return RolloutService.get()
                .engine()
                .state(id)
                .flatMap(RolloutState::currentPhase)
                .map(PhaseState::ask);
    }

    private static void submit(Command command, String id) throws Exception {
        Decision decision = RolloutService.get()
                .engine()
                .submit(id, command)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        if (decision instanceof Decision.Refused refused) {
            throw new AssertionError(refused.error());
        }
    }

    /** Leaves nothing running. */
    void end() throws Exception {
        for (WorkflowJob job : ready.keySet()) {
            for (WorkflowRun run : job.getBuilds()) {
                run.doKill();
            }
        }
    }
}
