package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.AbortException;
import hudson.model.Cause;
import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.Concerned;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.service.Starter;
import io.jenkins.plugins.rollout.web.RolloutAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * An execution that begins a rollout and tells its story in the build's log. The plan is kept with the program until
 * the engine has it: the program is saved first, so that after a kill at any instant either nobody knows the rollout
 * or both do.
 */
abstract class Declaring extends Calling {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(Declaring.class.getName());

    private String plan;
    private transient BuildLog story;
    private transient PauseMark pause;

    Declaring(StepContext context, Plan plan) {
        super(context, null);
        try {
            this.plan = Lines.JSON.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a plan that cannot be written: " + plan, e);
        }
    }

    @Override
    public final boolean start() throws Exception {
        rolloutId(RolloutService.get().newId(run()));
        getContext().saveState().addListener(this::declare, RolloutService.get().background());
        return false;
    }

    @Override
    public final void onResume() {
        resumed();
        try {
            if (plan == null || engine().knows(rolloutId()) || Journal.exists(directory())) {
                goOn();
            } else {
                declare();
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(e);
        }
    }

    /** The controller came back. */
    void resumed() {}

    private void declare() {
        try {
            Run<?, ?> run = run();
            Plan declared = Lines.JSON.readValue(plan, Plan.class);
            RolloutAction.attach(run, rolloutId());
            engine().declare(
                            rolloutId(),
                            directory(),
                            run.getExternalizableId(),
                            declared,
                            Concerned.of(run),
                            starter(run, declared))
                    .whenCompleteAsync(this::declared, RolloutService.get().background());
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(e);
        }
    }

    private void declared(Decision decision, Throwable failure) {
        if (failure != null) {
            end(failure);
        } else if (decision instanceof Decision.Refused refused) {
            end(new AbortException(refused.error()));
        } else {
            abortIfUnheard();
            goOn();
        }
    }

    private void goOn() {
        plan = null;
        try {
            Run<?, ?> run = run();
            story = new BuildLog(run, rolloutId(), this::log);
            pause = new PauseMark(getContext());
            reportAgain();
            follow(story.position());
        } catch (IOException | InterruptedException | RuntimeException e) {
            end(e);
        }
    }

    /** What the person may do is asked only where it decides. */
    private static Actor starter(Run<?, ?> run, Plan plan) {
        Cause.UserIdCause person = run.getCause(Cause.UserIdCause.class);
        if (person == null || person.getUserId() == null) {
            return Actor.ENGINE;
        }
        return plan.hotfix() == null
                ? Actors.throughBuild(person.getUserId())
                : Starter.of(run, person.getUserId());
    }

    @Override
    final void heard(List<Entry> entries, RolloutState state) {
        try {
            story.write(entries, state);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "rollout " + rolloutId() + " goes on, but its log has a gap");
        }
        pause.show(waits(state));
    }

    /** Whether the step itself waits for somebody, as views of a Pipeline show it. */
    boolean waits(RolloutState state) {
        return PauseMark.waitsForSomebody(state);
    }
}
