package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.feedback.Scale;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code rolloutFeedback}: records a rating, or a sign-off of something that tests by itself. It stands inside of a
 * rollout, or after one in the same build.
 */
public final class FeedbackStep extends Step {
    private final Mistakes mistakes = new Mistakes();
    private Integer score;
    private String ok;
    private String comment;
    private String phase;
    private String from;
    private List<String> items = List.of();

    @DataBoundConstructor
    public FeedbackStep() {}

    @CheckForNull
    public Integer getScore() {
        return score;
    }

    @DataBoundSetter
    public void setScore(@CheckForNull Integer score) {
        this.score = score;
    }

    /** {@code true} or {@code false} for a sign-off; null for a rating. */
    @CheckForNull
    public String getOk() {
        return ok;
    }

    @DataBoundSetter
    public void setOk(@CheckForNull String ok) {
        this.ok = Util.fixEmptyAndTrim(ok);
    }

    @CheckForNull
    public String getComment() {
        return comment;
    }

    @DataBoundSetter
    public void setComment(@CheckForNull String comment) {
        this.comment = Util.fixEmptyAndTrim(comment);
    }

    /** Null for the phase in whose block it stands, or the last that people have. */
    @CheckForNull
    public String getPhase() {
        return phase;
    }

    @DataBoundSetter
    public void setPhase(@CheckForNull String phase) {
        this.phase = Util.fixEmptyAndTrim(phase);
    }

    /** Who says it; null for nobody in particular. */
    @CheckForNull
    public String getFrom() {
        return from;
    }

    @DataBoundSetter
    public void setFrom(@CheckForNull String from) {
        this.from = Util.fixEmptyAndTrim(from);
    }

    /** What was found to work, for a sign-off. */
    @NonNull
    public List<String> getItems() {
        return items;
    }

    @DataBoundSetter
    public void setItems(@CheckForNull List<String> items) {
        this.items = Names.of(items);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getItemsLines() {
        return Names.lines(items);
    }

    private void check() {
        if (score != null && !Scale.has(score)) {
            mistakes.add("score", Scale.mend(score.toString()));
        }
        boolean mistaken = mistakes.all().stream().anyMatch(problem -> List.of("score", "ok").contains(problem.field()));
        if ((score == null) == (ok == null) && !mistaken) {
            mistakes.add("score", score == null
                    ? "is missing; write score: 4, or ok: true to sign off"
                    : "cannot stand beside ok; rate and sign off in two steps");
        }
        if (ok != null && from == null) {
            mistakes.add("from", "is missing; write who signs off: from: 'end-to-end'");
        }
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        check();
        mistakes.refuse("rolloutFeedback");
        RolloutScope scope = context.get(RolloutScope.class);
        String rollout = scope == null ? last(context.get(Run.class)) : scope.rolloutId();
        return new FeedbackExecution(context, this, rollout, scope);
    }

    private static String last(Run<?, ?> run) throws AbortException {
        List<String> ids = RolloutService.ids(run);
        if (ids.isEmpty()) {
            throw new AbortException("rolloutFeedback: this build has no rollout yet; write it inside of one or after it");
        }
        return ids.get(ids.size() - 1);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "rolloutFeedback";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return "Record feedback on a rollout";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        /** Neither comment nor name: what stands beside a step's name cannot be deleted. */
        @Override
        public String argumentsToString(@NonNull Map<String, Object> arguments) {
            return Labels.of(arguments, "phase", "score", "ok");
        }

        /** Binds by way of {@link Arguments}, so that all mistakes are found and none is only warned of. */
        @Override
        @SuppressWarnings("deprecation") // the way of Pipeline to let a step read its own arguments
        public Step newInstance(Map<String, Object> written) {
            Mistakes mistakes = new Mistakes();
            Map<String, Object> arguments = Arguments.read(FeedbackStep.class, written, mistakes);
            FeedbackStep step = DescribableModel.of(FeedbackStep.class).instantiate(arguments, null);
            step.mistakes.addAll(mistakes.all());
            return step;
        }

        @POST
        public ListBoxModel doFillOkItems(@AncestorInPath Item item) {
            FormChecks.permit(item);
            var items = new ListBoxModel();
            items.add("no", "");
            items.add("it is ok", "true");
            items.add("it is not ok", "false");
            return items;
        }

        @POST
        public FormValidation doCheckScore(@AncestorInPath Item item, @QueryParameter String value) {
            FormChecks.permit(item);
            String written = Util.fixEmptyAndTrim(value);
            boolean fine = written == null || written.matches("[0-9]") && Scale.has(Integer.parseInt(written));
            return fine ? FormValidation.ok() : FormValidation.error(Scale.mend(written));
        }
    }
}
