package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import hudson.AbortException;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code phase}: reaches it, and calls the block when the rollout deploys it. */
final class PhaseExecution extends Calling {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final String phase;
    private transient PauseMark pause;

    PhaseExecution(StepContext context, String rolloutId, Phase phase) {
        super(context, rolloutId);
        this.name = phase.name();
        try {
            this.phase = Lines.JSON.writeValueAsString(phase);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a phase that cannot be written: " + phase, e);
        }
    }

    @Override
    public boolean start() throws Exception {
        reach();
        return false;
    }

    /** To reach a phase again that was reached is no mistake. */
    @Override
    public void onResume() {
        reach();
    }

    private void reach() {
        Phase reached;
        try {
            reached = Lines.JSON.readValue(phase, Phase.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("phase '" + name + "' cannot be read", e);
        }
        submit(new Command.ReachPhase(reached))
                .thenAcceptAsync(this::reached, RolloutService.get().background());
    }

    private void reached(Decision decision) {
        boolean known = decision instanceof Decision.Accepted
                || engine().state(rolloutId())
                        .flatMap(state -> state.phase(name))
                        .isPresent();
        if (!known && decision instanceof Decision.Refused refused && refused.reason() != Decision.Reason.UNKNOWN) {
            end(new AbortException(refused.error()));
        } else {
            pause = new PauseMark(getContext());
            reportAgain();
            follow(Long.MAX_VALUE); // the rollout's step tells the story; here only the state counts
        }
    }

    @Override
    void heard(List<Entry> entries, RolloutState state) {
        pause.show(PauseMark.waitsForSomebody(state));
    }

    @Override
    void reconcile(RolloutState state) {
        call(state, state.blockCall().filter(wanted -> wanted.phase().name().equals(name)));
        if (busy()) {
            return;
        }
        Optional<PhaseState> mine = state.phase(name);
        boolean through = mine.isPresent()
                && switch (mine.get().status()) {
                    case DONE, SKIPPED -> true;
                    default -> false;
                };
        if (through && state.status() == RolloutState.Status.RUNNING) {
            end((Throwable) null);
        } else if (state.isEnded()) {
            end(state);
        }
    }
}
