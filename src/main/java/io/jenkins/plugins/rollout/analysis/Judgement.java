package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Verdict;

/**
 * A verdict with its reason.
 *
 * @param why one sentence for people: {@code 0.4 is more than 0.01}
 */
public record Judgement(Verdict verdict, String why) {}
