package io.jenkins.plugins.rollout.scenario;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.engine.RolloutRecord;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;

/** A build in a scenario, by its name: it stays the same one over restarts. */
public final class Build {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Controller controller;
    private final String id;

    public Build(Controller controller, Run<?, ?> run) {
        this.controller = controller;
        this.id = run.getExternalizableId();
    }

    public Run<?, ?> run() {
        return Run.fromExternalizableId(id);
    }

    /** Null when it or its job was deleted. */
    public Run<?, ?> runIfThere() {
        try {
            return run();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public void abort(String user) throws Exception {
        controller.abort(run(), user);
    }

    /** The log as people see it, without notes. */
    public String log() throws IOException {
        return String.join("\n", run().getLog(10_000));
    }

    /** What blocks said with {@code echo '> …'}, in order. */
    public List<String> said() throws IOException {
        return run().getLog(10_000).stream()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
    }

    /** Its only or first rollout. */
    public RolloutState rollout() throws IOException {
        return find().orElseThrow(() -> new AssertionError("no rollout in " + id));
    }

    private Optional<RolloutState> find() throws IOException {
        List<String> ids = RolloutService.ids(run());
        if (ids.isEmpty()) {
            return Optional.empty();
        }
        Optional<RolloutState> open = RolloutService.get().engine().state(ids.get(0));
        if (open.isPresent()) {
            return open;
        }
        Optional<RolloutState> read = RolloutRecord.read(RolloutService.directory(run(), ids.get(0)))
                .map(RolloutRecord::state);
        // one that was opened meanwhile may be further on the disk than the engine says yet
        return read.filter(RolloutState::isEnded)
                .or(() -> RolloutService.get().engine().state(ids.get(0)))
                .or(() -> read);
    }

    public PhaseStatus phase(String name) throws IOException {
        return rollout().phase(name).map(PhaseState::status).orElseThrow();
    }

    public RolloutState awaitRollout(String what, Predicate<RolloutState> condition) throws IOException {
        try {
            await(what).atMost(PATIENCE).pollInterval(20, TimeUnit.MILLISECONDS).until(() -> find().filter(condition)
                    .isPresent());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(what + " did not come; the log:\n" + log() + "\nthe state: " + find(), e);
        }
        return rollout();
    }

    /** Waits until a phase asks for approval. */
    public void awaitAsk(String phase) throws IOException {
        awaitRollout("request for approval of " + phase, state -> asks(state, phase));
    }

    private static boolean asks(RolloutState state, String phase) {
        return state.phase(phase).map(found -> found.ask() != null).orElse(false);
    }

    public void awaitPhase(String phase, PhaseStatus status) throws IOException {
        awaitRollout(phase + " " + status, state -> state.phase(phase)
                .map(found -> found.status() == status)
                .orElse(false));
    }

    public void awaitLog(String text) throws IOException {
        try {
            await(text).atMost(PATIENCE).pollInterval(20, TimeUnit.MILLISECONDS).until(() -> log().contains(text));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("'" + text + "' is not in the log:\n" + log(), e);
        }
    }

    /** Waits until the build is over. */
    public void awaitEnd(String result) throws IOException {
        try {
            await(result)
                    .atMost(PATIENCE)
                    .pollInterval(20, TimeUnit.MILLISECONDS)
                    .until(() -> controller.isOver(run()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("the build does not end; the log:\n" + log(), e);
        }
        assertThat(log(), String.valueOf(run().getResult()), is(result));
    }

    /** Says yes to what is asked now. */
    public Decision approve(String user) throws Exception {
        String evidence = rollout().currentPhase().orElseThrow().ask().evidence();
        return act(user, actor -> new Command.Approve(actor, evidence, ""));
    }

    /** Says yes to what is asked now, and answers what is asked with it. */
    public Decision approve(String user, Map<String, String> answers) throws Exception {
        String evidence = rollout().currentPhase().orElseThrow().ask().evidence();
        return act(user, actor -> new Command.Approve(actor, evidence, "", answers, false));
    }

    public Decision reject(String user, String reason) throws Exception {
        return act(user, actor -> new Command.Reject(actor, reason));
    }

    /** Does something on behalf of somebody. */
    public Decision act(String user, Function<Actor, Command> command) throws Exception {
        try (ACLContext ignored = ACL.as2(User.getById(user, true).impersonate2())) {
            Actor actor = Actors.current(run(), "page");
            return RolloutService.get()
                    .engine()
                    .submit(rollout().id(), command.apply(actor))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        }
    }
}
