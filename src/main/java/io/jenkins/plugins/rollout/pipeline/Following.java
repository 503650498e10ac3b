package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.engine.RolloutListener;
import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * An execution that follows a rollout. It keeps the rollout's id, hears what happens, and after each event does what
 * the state of the rollout asks of it. As the state is all that counts, a restart is nothing special: the execution
 * listens again, and the first thing it hears is the state.
 *
 * <p>What is heard is done on a thread of the {@linkplain RolloutService#background() service}, one event after the
 * other; neither the engine nor Pipeline's own thread waits for a log or a file.
 */
abstract class Following extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(Following.class.getName());

    private static final long RETRY_SECONDS = 5;

    private String rolloutId;

    /** What the build was aborted with; null while it was not. */
    private volatile Throwable interruption;

    /** Forgotten over a restart: the step's end may not have been saved, and to end twice does no harm. */
    private transient boolean over;

    private transient AutoCloseable listening;
    private transient volatile boolean abortUnheard;
    private transient InOrder inOrder;
    private transient volatile RolloutState latest;

    /** @param rolloutId null when it is only known later */
    Following(StepContext context, @CheckForNull String rolloutId) {
        super(context);
        this.rolloutId = rolloutId;
    }

    /** Does what the state asks for. Called after each event, in order, holding the execution's lock. */
    abstract void reconcile(RolloutState state);

    /** Hears the events themselves, in order, before {@link #reconcile}. */
    void heard(List<Entry> entries, RolloutState state) {}

    final String rolloutId() {
        return rolloutId;
    }

    final void rolloutId(String id) {
        rolloutId = id;
    }

    final Run<?, ?> run() throws IOException, InterruptedException {
        return getContext().get(Run.class);
    }

    final Path directory() throws IOException, InterruptedException {
        return RolloutService.directory(run(), rolloutId);
    }

    static RolloutEngine engine() {
        return RolloutService.get().engine();
    }

    /** The build's log; nowhere when there is none any more. */
    final TaskListener log() {
        try {
            TaskListener log = getContext().get(TaskListener.class);
            return log == null ? TaskListener.NULL : log;
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, e, () -> "no log for " + rolloutId);
            return TaskListener.NULL;
        }
    }

    /**
     * Starts to listen. Must not be called in Pipeline's own thread.
     *
     * @param after the last event that was heard before
     */
    final void follow(long after) {
        try {
            Path directory = directory();
            Optional<String> broken = engine().broken(rolloutId);
            if (broken.isPresent() || !engine().knows(rolloutId) && !Journal.exists(directory)) {
                end(new AbortException("rollout " + rolloutId + " cannot go on: "
                        + broken.orElse("its journal in " + directory + " is gone")));
                return;
            }
            var order = new InOrder(RolloutService.get().background());
            inOrder = order;
            RolloutListener listener = (entries, state) -> order.execute(() -> hear(entries, state));
            listening = engine().listen(rolloutId, directory, after, listener);
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(e);
        }
    }

    /** Looks at the state once more, after something changed on the build's side. */
    final void lookAgain() {
        if (inOrder != null && latest != null) {
            inOrder.execute(() -> hear(List.of(), latest));
        } // otherwise the first thing that will be heard is the state
    }

    private void hear(List<Entry> entries, RolloutState state) {
        latest = state;
        try {
            heard(entries, state);
            synchronized (this) {
                if (!over) {
                    reconcile(state);
                }
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "rollout " + rolloutId + ": the build could not follow");
            end(e);
        }
    }

    /**
     * Asks something of the rollout, again and again while its journal cannot be written. While the controller shuts
     * down there is no answer; after it came back the execution looks at the state anew.
     */
    final CompletionStage<Decision> submit(Command command) {
        var answer = new CompletableFuture<Decision>();
        submit(command, answer);
        return answer;
    }

    private void submit(Command command, CompletableFuture<Decision> answer) {
        if (RolloutService.get().isClosed()) {
            return;
        }
        engine().submit(rolloutId, command).whenComplete((decision, failure) -> {
            if (failure == null) {
                answer.complete(decision);
            } else {
                LOGGER.log(Level.WARNING, failure, () -> "rollout " + rolloutId + " could not take " + command);
                Timer.get().schedule(() -> submit(command, answer), RETRY_SECONDS, TimeUnit.SECONDS);
            }
        });
    }

    /** Tells the rollout that the build was aborted. It decides what becomes of it; the step goes on following. */
    final synchronized void abort(Throwable cause) {
        interruption = cause;
        submit(new Command.Abort(by(cause), reason(cause))).thenAccept(decision -> {
            if (decision instanceof Decision.Refused refused && refused.reason() == Decision.Reason.UNKNOWN) {
                abortUnheard = true;
            }
        });
    }

    /** Says so again when the abort came before the rollout was there. */
    final synchronized void abortIfUnheard() {
        if (abortUnheard) {
            abortUnheard = false;
            abort(interruption);
        }
    }

    @Override
    public void stop(@NonNull Throwable cause) throws Exception {
        abort(cause);
    }

    @Override
    public String getStatus() {
        RolloutState state = latest;
        return state == null
                ? "rollout " + rolloutId
                : Waiting.of(state).map(Waiting::what).orElse("rollout " + rolloutId);
    }

    private static Actor by(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted) {
            for (CauseOfInterruption why : interrupted.getCauses()) {
                if (why instanceof CauseOfInterruption.UserInterruption person) {
                    return Actors.throughBuild(person.getUserId());
                }
            }
        }
        return Actor.ENGINE;
    }

    private static String reason(Throwable cause) {
        if (cause instanceof FlowInterruptedException interrupted) {
            for (CauseOfInterruption why : interrupted.getCauses()) {
                if (!(why instanceof CauseOfInterruption.UserInterruption)) {
                    return why.getShortDescription();
                }
            }
            return "";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** Ends the step as its rollout ended. */
    final void end(RolloutState ended) {
        end(
                switch (ended.result()) {
                    case SUCCESS -> null;
                    case FAILURE -> new AbortException(ended.cause());
                    case ABORTED -> interruption != null
                            ? interruption
                            : new FlowInterruptedException(
                                    Result.ABORTED, true, new RolloutInterruption(rolloutId, ended.cause()));
                },
                ended.result() == io.jenkins.plugins.rollout.model.Result.SUCCESS ? value(ended) : null);
    }

    /** What the step gives to the Pipeline when it went well. */
    @CheckForNull
    Object value(RolloutState ended) {
        return null;
    }

    /**
     * Ends the step; null when it went well. The second time nothing happens, and nothing while the controller shuts
     * down: what goes wrong then is no fault of the rollout, and what went well is seen again afterwards.
     */
    final void end(@CheckForNull Throwable failure) {
        end(failure, null);
    }

    private void end(@CheckForNull Throwable failure, @CheckForNull Object value) {
        synchronized (this) {
            if (over || RolloutService.get().isClosed()) {
                return;
            }
            over = true;
        }
        quit();
        if (failure == null) {
            getContext().onSuccess(value);
        } else {
            getContext().onFailure(failure);
        }
    }

    private void quit() {
        if (listening != null) {
            try {
                listening.close();
            } catch (Exception e) {
                LOGGER.log(Level.FINE, e, () -> "rollout " + rolloutId + ": a listener did not go");
            }
        }
    }
}
