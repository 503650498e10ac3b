package io.jenkins.plugins.rollout.backtest;

import java.util.Locale;

/** How one start of a gate, a bake or a whole plan went. */
public enum Outcome {
    /** It would have let the version through. */
    PASS,
    /** It would have stopped the version. */
    FAIL,
    /** It would have asked a human: no data for too long, or data that does not decide. */
    INCONCLUSIVE,
    /** It neither passed nor failed in the time that it was followed. */
    UNDECIDED,
    /** The past ended before it did. Counts neither for nor against. */
    CUT;

    /** As people read it. */
    public String word() {
        return this == CUT ? "cut short" : name().toLowerCase(Locale.ROOT);
    }
}
