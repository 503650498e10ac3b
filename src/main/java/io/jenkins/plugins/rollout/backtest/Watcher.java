package io.jenkins.plugins.rollout.backtest;

/** Hears how a backtest goes on, and may end it. */
public interface Watcher {
    /** Nobody looks. */
    Watcher NOBODY = new Watcher() {};

    /**
     * It went on.
     *
     * @param done how many starts are done, of all gates and bakes
     * @param all how many there are
     * @param points how many points of the past were fetched
     */
    default void wentOn(int done, int all, long points) {}

    /** Whether nobody waits for it any more. */
    default boolean isCancelled() {
        return false;
    }
}
