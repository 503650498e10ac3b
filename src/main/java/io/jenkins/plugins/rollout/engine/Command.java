package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What can be asked of a rollout. {@link Decider} answers each in every state: with events, or with a refusal. */
public sealed interface Command {

    /** Who asks; {@link Actor#ENGINE} where nobody does. */
    default Actor by() {
        return Actor.ENGINE;
    }

    /** What a person may ask for, by the name it has in URLs and buttons. Reasons and comments are kept. */
    sealed interface Human extends Command {}

    /**
     * A yes.
     *
     * @param evidence the digest of what was seen
     * @param answers to the questions of the gate, by name
     * @param override whether to approve one's own rollout, or without being asked as an administrator; with a comment
     */
    record Approve(Actor by, String evidence, String comment, Map<String, String> answers, boolean override)
            implements Human {
        public Approve {
            answers = answers == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(answers));
        }

        public Approve(Actor by, String evidence, String comment) {
            this(by, evidence, comment, Map.of(), false);
        }
    }

    /** Takes back one's yes, or the one that was said for oneself. */
    record Withdraw(Actor by, String comment) implements Human {}

    /** A no. It takes back one's yes. */
    record Reject(Actor by, String reason) implements Human {}

    record Pause(Actor by, String reason) implements Human {}

    record Resume(Actor by, String reason) implements Human {}

    /** Try again what failed, did not decide, or could not be undone. */
    record Retry(Actor by, String reason) implements Human {}

    /** Go on without the rest of the gate or bake, or of what failed. */
    record Skip(Actor by, String reason) implements Human {}

    /** Jump to the last phase, without its gate. */
    record Promote(Actor by, String reason) implements Human {}

    /** Take the lane past freezes and closed hours, with its own people to approve. */
    record Hotfix(Actor by, String reason) implements Human {}

    /** The kill switch: undo everything now. */
    record RollBack(Actor by, String reason) implements Human {}

    /** End now, undo nothing. */
    record Stop(Actor by, String reason) implements Human {}

    /** The build was aborted. The second time it ends without an undo. */
    record Abort(Actor by, String reason) implements Command {}

    /**
     * No other rollout of the application and environment is under way any more.
     *
     * @param live the version that is live now; null when nobody knows
     */
    record TakeTurn(String live) implements Command {
        public TakeTurn() {
            this(null);
        }
    }

    record AwaitTurn(String behind) implements Command {}

    /** A newer rollout takes over. @param handOver whether it takes what is deployed, so that nothing is undone */
    record Supersede(String newer, boolean handOver) implements Command {
        public Supersede(String newer) {
            this(newer, false);
        }
    }

    /** An older rollout leaves everything it has deployed to this one. */
    record TakeOver(Inheritance inheritance) implements Command {}

    /** The newer rollout has taken over. */
    record HandedOver(String to) implements Command {}

    /** The newer rollout will not take over. @param unknown whether nobody can tell, for its journal cannot be read */
    record HandOverFailed(String to, String why, boolean unknown) implements Command {}

    /** A target was asked whether its world is as the operation left it. @param changed how it is not; null when it is */
    record Looked(String operation, String changed) implements Command {}

    /** Step form: a phase was reached. */
    record ReachPhase(Phase phase) implements Command {}

    /** Step form: the block around the phases ended. @param message why it failed; empty when it did not */
    record CloseForm(boolean ok, String message) implements Command {}

    /** All criteria were sampled. Belongs to one round of one stage; a late one is dropped. */
    record Measured(String phase, Stage stage, int attempt, int round, List<Reading> readings) implements Command {}

    /** {@code deployTo}: call a target within the block of a phase. */
    record CallTarget(String phase, TargetRef target) implements Command {}

    record TargetAnswered(String operation, int tryNumber, TargetAnswer answer) implements Command {}

    /** @param message why the block failed; empty when it did not */
    record BlockEnded(String phase, Action action, int attempt, boolean ok, String message) implements Command {}

    /** Time has passed. */
    record Tick() implements Command {}

    /** The controller came back after it was stopped or killed. */
    record Recover() implements Command {}

    /**
     * The build ended without the rollout; nobody can call its block any more.
     *
     * @param gone whether it was deleted, so that nobody can act on the rollout any more
     */
    record LoseBuild(String why, boolean gone) implements Command {
        public LoseBuild(String why) {
            this(why, false);
        }
    }
}
