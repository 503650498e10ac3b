package io.jenkins.plugins.rollout.target;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.engine.TargetCaller;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.security.access.AccessDeniedException;

/** Makes targets from their written form and calls them for the engine. */
public final class TargetCalls implements TargetCaller {
    private static final Logger LOGGER = Logger.getLogger(TargetCalls.class.getName());

    private final Function<JsonNode, DeploymentTarget> definitions;
    private final TargetContext context;

    /**
     * @param definitions makes a target from its definition; throws when it cannot
     * @param context handed to each target
     */
    public TargetCalls(Function<JsonNode, DeploymentTarget> definitions, TargetContext context) {
        this.definitions = definitions;
        this.context = context;
    }

    @Override
    public CompletionStage<TargetAnswer> call(TargetCall call) {
        var answer = new Undertaking<TargetAnswer>();
        try {
            DeploymentTarget target = make(call);
            if (call.action() == Action.DEPLOY
                    && call.reach().exposure() == null
                    && !target.ability().audiences()) {
                answer.end(TargetAnswer.failed(target.describe() + " cannot tell an audience from others; give the phase"
                        + " an exposure, or use a target that knows people"));
            } else if (call.action() == Action.DEPLOY) {
                answer.await(target.deploy(call, context), answer::end);
            } else if (target.ability().undo()) {
                answer.await(target.undo(call, context), said -> verify(answer, target, call, said));
            } else {
                answer.end(TargetAnswer.failed(target.describe() + " cannot be undone"));
            }
        } catch (RuntimeException e) {
            answer.fail(e);
        }
        return readable(answer.result(), call);
    }

    @Override
    public CompletionStage<Optional<TargetAnswer>> inquire(TargetCall call) {
        var answer = new Undertaking<Optional<TargetAnswer>>();
        try {
            DeploymentTarget target = make(call);
            long until = deadline(target);
            observe(answer, target, call, until, seen -> answer.end(switch (seen.state()) {
                case DONE -> Optional.of(TargetAnswer.done(seen.message()));
                case FAILED -> Optional.of(TargetAnswer.failed(seen.message()));
                case RUNNING -> Optional.of(TargetAnswer.failedForNow(stillRunning(target, seen)));
                case UNKNOWN, CHANGED -> Optional.empty();
            }));
        } catch (RuntimeException e) {
            answer.fail(e);
        }
        // whoever cannot be asked gets the same operation again, which does no harm
        return cancelling(answer.result(), answer.result().exceptionally(failure -> {
            LOGGER.log(Level.FINE, failure, () -> "could not ask after " + call.operation());
            return Optional.empty();
        }));
    }

    @Override
    public CompletionStage<Optional<String>> look(TargetCall call) {
        var answer = new Undertaking<Optional<String>>();
        try {
            answer.await(make(call).observe(call, context), seen -> {
                switch (seen.state()) {
                    case DONE -> answer.end(Optional.empty());
                    case CHANGED -> answer.end(Optional.of(
                            seen.message().isEmpty() ? "is no longer as it was deployed" : seen.message()));
                    case FAILED, RUNNING, UNKNOWN -> answer.fail(
                            new IllegalStateException("cannot tell: " + seen.state() + " " + seen.message()));
                }
            });
        } catch (RuntimeException e) {
            answer.fail(e);
        }
        return answer.result();
    }

    private void verify(Undertaking<TargetAnswer> answer, DeploymentTarget target, TargetCall call, TargetAnswer said) {
        if (!said.isDone()) {
            answer.end(said);
            return;
        }
        observe(answer, target, call, deadline(target), seen -> answer.end(switch (seen.state()) {
            case DONE -> TargetAnswer.done(said.message());
            case FAILED, CHANGED ->
                TargetAnswer.failedForNow(join(said.message(), "but then: " + seen.message()));
            case RUNNING -> TargetAnswer.failedForNow(stillRunning(target, seen));
            case UNKNOWN -> TargetAnswer.done(join(said.message(), "unverified: " + seen.message()));
        }));
    }

    /** Asks until the operation is over, or until the target's patience is. */
    private void observe(
            Undertaking<?> whole, DeploymentTarget target, TargetCall call, long until, Consumer<Observation> then) {
        whole.await(target.observe(call, context), seen -> {
            long left = until - System.nanoTime();
            if (seen.state() == Observation.State.RUNNING && left > target.rhythm().toNanos()) {
                whole.later(target.rhythm(), () -> observe(whole, target, call, until, then));
            } else {
                then.accept(seen);
            }
        });
    }

    private static long deadline(DeploymentTarget target) {
        return System.nanoTime() + target.patience().toNanos();
    }

    private static String stillRunning(DeploymentTarget target, Observation seen) {
        return join("not over after " + Durations.text(target.patience()), seen.message());
    }

    private static String join(String first, String second) {
        return second.isEmpty() ? first : first.isEmpty() ? second : first + "; " + second;
    }

    private DeploymentTarget make(TargetCall call) {
        try {
            return definitions.apply(call.target().definition());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "could not make the target " + call.target().name() + " again");
            throw new IllegalArgumentException(
                    call.target().name() + " cannot be made from its definition; is its plugin still installed?", e);
        }
    }

    private static CompletionStage<TargetAnswer> readable(CompletableFuture<TargetAnswer> answer, TargetCall call) {
        return cancelling(answer, answer.exceptionally(failure -> explain(HttpFailure.unwrap(failure), call)));
    }

    /** The derived future, which cancels the one it comes from. */
    private static <T> CompletableFuture<T> cancelling(CompletableFuture<?> source, CompletableFuture<T> derived) {
        derived.whenComplete((value, failure) -> source.cancel(false));
        return derived;
    }

    private static TargetAnswer explain(Throwable failure, TargetCall call) {
        if (failure instanceof HttpFailure http) {
            String message = http.getMessage();
            return http.isPassing() ? TargetAnswer.failedForNow(message) : TargetAnswer.failed(message);
        }
        if (failure instanceof IllegalArgumentException || failure instanceof AccessDeniedException) {
            return TargetAnswer.failed(failure.getMessage());
        }
        // its message was not written for people and could hold a secret
        LOGGER.log(Level.WARNING, failure, () -> call.target().name() + " broke during " + call.operation());
        return TargetAnswer.failed(call.target().name() + " broke with " + failure.getClass().getSimpleName()
                + "; the controller's log says more");
    }
}
