package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code deployTo}: has the engine call the target, and waits until it answered for good. */
final class DeployToExecution extends Following {
    private static final long serialVersionUID = 1L;

    private final String phase;
    private final Action action;
    private final String target;

    DeployToExecution(StepContext context, RolloutScope scope, TargetRef target) {
        super(context, scope.rolloutId());
        this.phase = scope.phase();
        this.action = scope.action();
        try {
            this.target = Lines.JSON.writeValueAsString(target);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a target that cannot be written: " + target, e);
        }
    }

    @Override
    public boolean start() throws Exception {
        if (action == Action.UNDO) {
            log().getLogger().println(target().name() + ": " + undoing());
            getContext().onSuccess(null);
            return true;
        }
        call();
        return false;
    }

    /** What became of the undo, which the engine has seen to before it calls the block. */
    private String undoing() {
        return engine().state(rolloutId())
                .flatMap(state -> last(state, Action.UNDO))
                .filter(operation -> operation.status() != Operation.Status.DONE)
                .map(operation -> "NOT undone: " + operation.message())
                .orElse("already undone");
    }

    /** The same target in the same phase is the same operation; it is not called a second time. */
    @Override
    public void onResume() {
        call();
    }

    private TargetRef target() {
        try {
            return Lines.JSON.readValue(target, TargetRef.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a target that cannot be read: " + target, e);
        }
    }

    private void call() {
        submit(new Command.CallTarget(phase, target()))
                .thenAcceptAsync(this::called, RolloutService.get().background());
    }

    private void called(Decision decision) {
        boolean known = engine().state(rolloutId()).flatMap(this::operation).isPresent();
        if (decision instanceof Decision.Refused refused && !known) {
            end(new AbortException(target().name() + ": " + refused.error()));
        } else {
            follow(Long.MAX_VALUE);
        }
    }

    private Optional<Operation> operation(RolloutState state) {
        return last(state, Action.DEPLOY);
    }

    /** The last call of this target in this phase. */
    private Optional<Operation> last(RolloutState state, Action wanted) {
        TargetRef called = target();
        return state.phase(phase).stream()
                .flatMap(found -> found.operations().stream())
                .filter(operation -> operation.action() == wanted
                        && operation.target().definition().equals(called.definition()))
                .reduce((first, second) -> second);
    }

    @Override
    void reconcile(RolloutState state) {
        Optional<Operation> operation = operation(state);
        if (operation.isPresent()) {
            String said = operation.get().message();
            switch (operation.get().status()) {
                case DONE -> end((Throwable) null);
                case FAILED -> end(new AbortException(operation.get().target().name() + ": " + said));
                case ABANDONED -> end(new FlowInterruptedException(
                        Result.ABORTED,
                        true,
                        new RolloutInterruption(
                                rolloutId(), operation.get().target().name() + " " + said)));
                case RUNNING, POSTPONED -> endWith(state);
            }
        } else {
            endWith(state);
        }
    }

    private void endWith(RolloutState state) {
        if (state.isEnded()) {
            end(new AbortException("the rollout ended: " + state.cause()));
        }
    }

    /** The block is cancelled: the waiting ends here, and the rollout decides what becomes of the operation. */
    @Override
    public void stop(@NonNull Throwable cause) {
        end(cause);
    }
}
