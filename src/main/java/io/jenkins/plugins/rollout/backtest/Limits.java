package io.jenkins.plugins.rollout.backtest;

import java.time.Duration;

/**
 * How much one backtest may ask for.
 *
 * @param starts how often a gate may be opened
 * @param points how many points of the past may be fetched, and kept in memory, eight bytes each
 * @param time how long it may take
 */
public record Limits(int starts, long points, Duration time) {
    /** For a command on a machine of one's own. */
    public static final Limits COMMAND = new Limits(50_000, 5_000_000, Duration.ofHours(12));

    /** For a controller that has other things to do. */
    public static final Limits PAGE = new Limits(2_000, 500_000, Duration.ofMinutes(5));
}
