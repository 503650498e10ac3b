package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Something that deploys a phase of a rollout and can undo it: {@code deployTo http(server: 'edge')}.
 *
 * <p>An implementation is a describable with a symbol: data-bound fields, a {@code config.jelly}, and a nested
 * {@link DeploymentTargetDescriptor} with {@code @Extension} and {@code @Symbol}. It keeps nothing but its
 * configuration: the engine makes it anew from its written form for each call, also after a restart.
 *
 * <p><b>Operations.</b> Each call carries an {@linkplain TargetCall#operation() operation id}. The same id is the same
 * operation, however often it is sent: after a crash, after a timeout, after a lost answer. Do it once, and answer
 * every time what became of it.
 *
 * <p><b>Threads.</b> No method may block. Work that blocks goes to {@link TargetContext#blocking}. No method runs as a
 * particular user; what a call may touch in Jenkins is decided with {@link TargetContext#identity}.
 *
 * <p><b>Secrets.</b> No answer, description, problem or exception may hold one. All of them are kept and shown.
 *
 * <pre>{@code
 * public final class FeatureFlag extends DeploymentTarget {
 *     private final String flag;
 *
 *     @DataBoundConstructor
 *     public FeatureFlag(String flag) {
 *         this.flag = flag;
 *     }
 *
 *     public CompletionStage<TargetAnswer> deploy(TargetCall call, TargetContext context) {
 *         return context.blocking(() -> {
 *             flags.set(flag, call.situation().exposure());
 *             return TargetAnswer.done(flag + " is at " + call.situation().exposure() + " %");
 *         });
 *     }
 *     ...
 *     @Extension
 *     @Symbol("featureFlag")
 *     public static final class DescriptorImpl extends DeploymentTargetDescriptor {}
 * }
 * }</pre>
 *
 * <p>An implementer's test extends the contract test that is in the plugin's test jar, {@code DeploymentTargetContract};
 * docs/extending.md shows a whole target with its test.
 */
public abstract class DeploymentTarget implements Describable<DeploymentTarget>, ExtensionPoint {
    /** How long an operation is asked after before it counts as failed, unless a target says otherwise. */
    protected static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(15);

    /** How long to wait between two questions, unless a target says otherwise. */
    protected static final Duration DEFAULT_RHYTHM = Duration.ofSeconds(5);

    /**
     * Brings the version to the audience and exposure of the phase. Those of earlier phases stay in.
     *
     * @param call the operation; what is deployed where stands in its situation
     * @param context what a target may use of the controller
     * @return done when the phase has the version; failed when another try is no use; failed for now when the same
     *     operation may be sent again. A stage that ends with an exception counts as failed. Cancelling its future ends
     *     the waiting, not necessarily the work
     */
    @NonNull
    public abstract CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context);

    /**
     * Takes the version away again, all of it: afterwards nobody gets it from this target, whatever the phase's share
     * was. Where nothing was deployed there is nothing to do, and that is done.
     *
     * @return as for {@link #deploy}. What says that it is done is then {@linkplain #observe observed}
     */
    @NonNull
    public abstract CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context);

    /**
     * Tells what became of an operation, without changing anything. Asked after a crash, and after each undo.
     *
     * @param call the operation that is asked about, as it was sent; its action says whether to deploy or to undo
     * @return {@link Observation#done} for an undo only when nothing of the version is left;
     *     {@link Observation#unknown} when the target never heard of it or cannot tell; {@link Observation#changed} when
     *     the world is not as the operation leaves it. While the operation is under
     *     way, either answer {@link Observation#running} and be asked again, or leave the stage open until it is over
     */
    @NonNull
    public abstract CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context);

    /**
     * What it can do. A plan that asks for more is refused, before the start where the target can be read there, and
     * before the target is called at the latest. A function of its configuration alone.
     */
    @NonNull
    public Ability ability() {
        return Ability.ANYTHING;
    }

    /** How long {@link #observe} may answer that an operation is under way before it counts as failed for now. */
    @NonNull
    public Duration patience() {
        return DEFAULT_PATIENCE;
    }

    /** How long to wait before {@link #observe} is asked again. */
    @NonNull
    public Duration rhythm() {
        return DEFAULT_RHYTHM;
    }

    /** The target in a few words, for people: {@code http 'edge' /rollout}. Never a secret. */
    @NonNull
    public abstract String describe();

    /**
     * Finds mistakes before anything starts. Never throws and asks no other system.
     *
     * @return each with the name of the field as a Jenkinsfile writes it; empty when all is well
     */
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        return List.of();
    }
}
