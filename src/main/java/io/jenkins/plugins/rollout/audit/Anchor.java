package io.jenkins.plugins.rollout.audit;

/**
 * Stands for lines that retention let go: the chain begins behind them and still verifies.
 *
 * @param month the last that was let go, {@code 2026-03}
 * @param number of its last line
 * @param hash of its last line, which the first line behind it names
 */
public record Anchor(String month, long number, String hash) {}
