package io.jenkins.plugins.rollout.pipeline;

import hudson.model.Run;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What administrators allow to the job whose Pipeline runs. */
final class JobRules {
    private JobRules() {}

    static Rules of(StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        return run == null ? Rules.STRICT : of(run);
    }

    static Rules of(Run<?, ?> run) {
        return RolloutService.get().rules(run.getExternalizableId());
    }
}
