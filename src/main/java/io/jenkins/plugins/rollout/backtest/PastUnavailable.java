package io.jenkins.plugins.rollout.backtest;

/** A source could not be asked about the past; nothing is reported then, for half a past says nothing. */
public final class PastUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for people, without secrets, with the place and what to do */
    public PastUnavailable(String message) {
        super(message);
    }
}
