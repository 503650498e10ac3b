package io.jenkins.plugins.rollout.target.flag;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A system that keeps flags: {@code flagd(server: 'flags')}. The rules for a
 * {@link io.jenkins.plugins.rollout.target.DeploymentTarget} hold: nothing blocks the caller, the same operation is done
 * once, no text holds a secret.
 */
public abstract class FlagProvider extends AbstractDescribableImpl<FlagProvider> implements ExtensionPoint {
    /** Gives the variant to those of the call's reach, and to nobody else who did not have it before. */
    @NonNull
    public abstract CompletionStage<TargetAnswer> give(@NonNull FlagCall call, @NonNull TargetContext context);

    /** Puts the flag back to what it was before the rollout touched it. */
    @NonNull
    public abstract CompletionStage<TargetAnswer> takeBack(@NonNull FlagCall call, @NonNull TargetContext context);

    /** Tells what became of an operation, and whether the flag is still as it left it. */
    @NonNull
    public abstract CompletionStage<Observation> observe(@NonNull FlagCall call, @NonNull TargetContext context);

    /** What it can do; a function of its configuration alone. */
    @NonNull
    public abstract Ability ability();

    /** In a few words, for people: {@code flagd 'flags'}. */
    @NonNull
    public abstract String describe();

    /** Finds mistakes before anything starts; asks no other system. */
    @NonNull
    public abstract List<Problem> validate(@NonNull TargetContext context);
}
