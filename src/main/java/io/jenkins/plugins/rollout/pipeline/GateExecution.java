package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Runs {@code gate}: waits until it let through, failed or was rejected. */
final class GateExecution extends Declaring {
    private static final long serialVersionUID = 1L;

    GateExecution(StepContext context, Plan plan) {
        super(context, plan);
    }

    @Override
    void reconcile(RolloutState state) {
        if (state.isEnded()) {
            end(state);
        }
    }

    /** What was answered, by name of the question; null where nothing was asked. */
    @Override
    @CheckForNull
    Object value(RolloutState ended) {
        PhaseState gate = ended.phases().get(0);
        var answers = new LinkedHashMap<String, Object>();
        Map<String, String> given = gate.answers();
        for (Question question : gate.phase().gate().approval().ask()) {
            String answer = given.get(question.name());
            boolean yesNo = question.kind() == Question.Kind.YES_NO && !answer.isEmpty();
            answers.put(question.name(), yesNo ? Boolean.valueOf(answer) : answer); // 'false' would be true in Groovy
        }
        return answers.isEmpty() ? null : answers;
    }
}
