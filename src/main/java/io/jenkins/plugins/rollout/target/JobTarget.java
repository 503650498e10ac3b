package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Deploys by a build of another job: {@code job(name: 'deploy-shop')}. It gets all {@code ROLLOUT_*} values as
 * parameters and is done when it ends in SUCCESS; UNSTABLE is a failure, for somebody marked what it did as doubtful.
 * To undo, the same job is built with {@code ROLLOUT_ACTION=undo}.
 */
public final class JobTarget extends DeploymentTarget {
    static final String SYMBOL = "job";

    private final String name;
    private List<JobParameter> parameters = List.of();
    private String timeout;

    /** @param name of the job, with its folders, seen from the job that the rollout runs in */
    @DataBoundConstructor
    public JobTarget(String name) {
        this.name = Util.fixNull(name).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    /** Given to the job besides the {@code ROLLOUT_*} ones. */
    @NonNull
    public List<JobParameter> getParameters() {
        return parameters;
    }

    @DataBoundSetter
    public void setParameters(List<JobParameter> parameters) {
        this.parameters = parameters == null ? List.of() : List.copyOf(parameters);
    }

    /** How long a build may wait and run before it is stopped; null for as long as it takes. */
    @CheckForNull
    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        this.timeout = Util.fixEmptyAndTrim(timeout);
    }

    Optional<Duration> limit() {
        return Optional.ofNullable(timeout).map(Durations::parse);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context) {
        return new JobOperation(this, call, context).perform();
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context) {
        return new JobOperation(this, call, context).perform();
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context) {
        return new JobOperation(this, call, context).observe();
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + name + "'";
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        return JobTargetRules.problems(this);
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends DeploymentTargetDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Build of another job";
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(JobTargetRules.name(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(JobTargetRules.timeout(Util.fixEmptyAndTrim(value)));
        }
    }
}
