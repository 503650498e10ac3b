package io.jenkins.plugins.rollout.pipeline;

import java.util.Locale;
import java.util.Optional;

/**
 * The phases that everybody knows, with who gets them when a plan says neither {@code audience} nor {@code exposure}.
 * The shares are the smallest of what is usual: whoever wants more writes it down.
 */
enum KnownPhase {
    /** Our own people. */
    DOGFOOD("internal", null),
    /** Hand-picked users, usually 1–5 %. */
    ALPHA("hand-picked", 1.0),
    /** Users who asked for it, usually 10–20 %. */
    BETA("opted-in", 10.0),
    /** Anybody, at random, usually 5–15 %. */
    CANARY(null, 5.0),
    /** Everybody. */
    FULL(null, 100.0);

    final String audience;
    final Double exposure;

    KnownPhase(String audience, Double exposure) {
        this.audience = audience;
        this.exposure = exposure;
    }

    static Optional<KnownPhase> of(String name) {
        for (KnownPhase phase : values()) {
            if (phase.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(phase);
            }
        }
        return Optional.empty();
    }
}
