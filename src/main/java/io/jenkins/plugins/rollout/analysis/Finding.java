package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.model.Estimate;
import io.jenkins.plugins.rollout.model.Verdict;

/**
 * What a comparison found.
 *
 * @param verdict PASS and FAIL are certain to the confidence that was asked for. WAITING: more samples can decide it.
 *     INCONCLUSIVE: more samples of this kind cannot. NO_DATA: there is nothing to compare
 * @param why one sentence for people
 * @param estimate what it rests on; null with NO_DATA
 */
public record Finding(Verdict verdict, String why, Estimate estimate) {}
