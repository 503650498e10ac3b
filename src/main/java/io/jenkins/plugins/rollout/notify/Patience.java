package io.jenkins.plugins.rollout.notify;

import java.time.Duration;

/**
 * How long a message is tried.
 *
 * @param first before the second try; twice as long before each further one, half of it left to chance
 * @param longest between two tries, unless the receiver asks for more
 * @param all after which a message is given up
 */
record Patience(Duration first, Duration longest, Duration all) {
    static final Patience USUAL = new Patience(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofHours(24));
    private static final int DOUBLINGS = 30;

    /** @param tries how often it was sent. @param chance from 0 to 1 */
    Duration after(int tries, double chance) {
        double wanted = first.toMillis() * Math.pow(2, Math.min(Math.max(tries, 1) - 1, DOUBLINGS));
        double most = Math.min(wanted, longest.toMillis());
        return Duration.ofMillis(Math.round(most / 2 + most / 2 * chance));
    }
}
