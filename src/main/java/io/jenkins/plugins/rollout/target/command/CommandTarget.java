package io.jenkins.plugins.rollout.target.command;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetDescriptor;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Deploys by a command on an agent, for what has no API:
 * {@code command(deploy: '/opt/shop/deploy.sh', undo: '/opt/shop/undo.sh', label: 'deploy')}. The command is told by
 * {@code ROLLOUT_*}; what its exit code means stands in the help page.
 */
public final class CommandTarget extends DeploymentTarget {
    static final String SYMBOL = "command";
    static final String TIMEOUT = "15m";

    private final String deploy;
    private String undo;
    private String observe;
    private String label;
    private String timeout;

    /** @param deploy the command that deploys a phase */
    @DataBoundConstructor
    public CommandTarget(String deploy) {
        this.deploy = Util.fixNull(deploy).trim();
    }

    @NonNull
    public String getDeploy() {
        return deploy;
    }

    /** The command that takes the version away from everybody; null when there is none. */
    @CheckForNull
    public String getUndo() {
        return undo;
    }

    @DataBoundSetter
    public void setUndo(String undo) {
        this.undo = Util.fixEmptyAndTrim(undo);
    }

    /** The command that tells what became of an operation; null when there is none. */
    @CheckForNull
    public String getObserve() {
        return observe;
    }

    @DataBoundSetter
    public void setObserve(String observe) {
        this.observe = Util.fixEmptyAndTrim(observe);
    }

    /** Of the agent; null for any. */
    @CheckForNull
    public String getLabel() {
        return label;
    }

    @DataBoundSetter
    public void setLabel(String label) {
        this.label = Util.fixEmptyAndTrim(label);
    }

    /** How long a command may run; null for {@value #TIMEOUT}. */
    @CheckForNull
    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        String trimmed = Util.fixEmptyAndTrim(timeout);
        this.timeout = TIMEOUT.equals(trimmed) ? null : trimmed;
    }

    Duration limit() {
        return Durations.parse(timeout == null ? TIMEOUT : timeout);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context) {
        return new CommandOperation(this, call, context).perform(deploy);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context) {
        return undo == null
                ? CompletableFuture.completedFuture(TargetAnswer.failed("there is no command to undo it"))
                : new CommandOperation(this, call, context).perform(undo);
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context) {
        return observe == null
                ? CompletableFuture.completedFuture(Observation.unknown("there is no command to look"))
                : new CommandOperation(this, call, context).observe(observe);
    }

    /** Whatever the command can; only whether there is one to undo is known. */
    @Override
    @NonNull
    public Ability ability() {
        return new Ability(undo != null, BigDecimal.ZERO, true);
    }

    @Override
    @NonNull
    public Duration patience() {
        return limit();
    }

    /** The command's first word: the rest could be anything. */
    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " " + deploy.split("\\s", 2)[0] + (label == null ? "" : " on '" + label + "'");
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        var problems = new ArrayList<Problem>();
        problems.addAll(checkDeploy(deploy));
        problems.addAll(checkTimeout(timeout));
        return problems;
    }

    private static List<Problem> checkDeploy(String deploy) {
        return deploy.isEmpty()
                ? List.of(Problem.of("deploy", "is missing; write the command that deploys a phase"))
                : List.of();
    }

    private static List<Problem> checkTimeout(String timeout) {
        if (timeout == null) {
            return List.of();
        }
        try {
            boolean positive = Durations.parse(timeout).compareTo(Duration.ZERO) > 0;
            return positive ? List.of() : List.of(Problem.of("timeout", "'" + timeout + "' is no time at all"));
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("timeout", e.getMessage()));
        }
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends DeploymentTargetDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Command on an agent";
        }

        @POST
        public FormValidation doCheckDeploy(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(checkDeploy(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckUndo(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.warning("Without it a rollout that fails leaves this deployed.")
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(checkTimeout(Util.fixEmptyAndTrim(value)));
        }
    }
}
