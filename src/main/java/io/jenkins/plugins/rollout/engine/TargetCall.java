package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetRef;

/**
 * One operation asked of a target.
 *
 * @param operation its id, written to the journal before the call and sent with it; the same id is the same operation
 * @param action deploy or undo
 * @param target the target as the journal keeps it
 * @param situation what is deployed where
 * @param reach who has the version once it is done, those of earlier phases included; nobody after an undo
 */
public record TargetCall(String operation, Action action, TargetRef target, Situation situation, Reach reach) {}
