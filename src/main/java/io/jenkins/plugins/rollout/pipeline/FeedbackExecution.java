package io.jenkins.plugins.rollout.pipeline;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.engine.RolloutRecord;
import io.jenkins.plugins.rollout.feedback.Declined;
import io.jenkins.plugins.rollout.feedback.Person;
import io.jenkins.plugins.rollout.feedback.Response;
import io.jenkins.plugins.rollout.feedback.Source;
import io.jenkins.plugins.rollout.feedback.Utterance;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.FeedbackService;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Runs {@code rolloutFeedback}. What it says has a key, so that the same is recorded once when the controller is killed
 * before the step's end was saved.
 */
final class FeedbackExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private final String rollout;
    private final boolean undoing;
    private final Integer score;
    private final String ok;
    private final String comment;
    private final String phase;
    private final String from;
    private final List<String> items;
    private final String key = "step " + UUID.randomUUID();

    FeedbackExecution(StepContext context, FeedbackStep step, String rollout, RolloutScope scope) {
        super(context);
        this.rollout = rollout;
        this.undoing = scope != null && scope.action() == Action.UNDO;
        this.score = step.getScore();
        this.ok = step.getOk();
        this.comment = step.getComment();
        this.phase = step.getPhase() == null && scope != null ? scope.phase() : step.getPhase();
        this.from = step.getFrom();
        this.items = List.copyOf(step.getItems());
    }

    @Override
    public boolean start() throws Exception {
        RolloutService.get().background().execute(this::record);
        return false;
    }

    @Override
    public void onResume() {
        RolloutService.get().background().execute(this::record);
    }

    private void record() {
        try {
            var log = getContext().get(TaskListener.class).getLogger();
            if (undoing) {
                log.println("rolloutFeedback: nothing is recorded while a phase is undone");
            } else {
                // neither name nor comment: a log cannot forget
                log.println("rolloutFeedback: recorded about phase '" + say(getContext().get(Run.class)).phase() + "'");
            }
            getContext().onSuccess(null);
        } catch (Declined e) {
            getContext().onFailure(new AbortException("rolloutFeedback: " + e.getMessage()));
        } catch (IOException | InterruptedException | RuntimeException e) {
            getContext().onFailure(e);
        }
    }

    private Response say(Run<?, ?> run) throws IOException, Declined {
        boolean named = from != null && (ok != null || Administration.get().feedbackNames().keeps(false));
        Person person = named ? new Person(from, from) : null;
        var said = new Utterance(Source.PIPELINE, person, Set.of(), phase, comment, key);
        RolloutState state = state(run);
        Response response = ok == null
                ? said.rating(state, score.toString(), Instant.now())
                : said.signOff(state, ok, items, Instant.now());
        FeedbackService.get().add(run, rollout, response);
        return response;
    }

    private RolloutState state(Run<?, ?> run) throws IOException {
        Optional<RolloutState> open = RolloutService.get().engine().state(rollout);
        return open.isPresent()
                ? open.get()
                : RolloutRecord.read(RolloutService.directory(run, rollout))
                        .map(RolloutRecord::state)
                        .orElseThrow(() -> new AbortException("rolloutFeedback: rollout " + rollout + " has not begun"));
    }
}
