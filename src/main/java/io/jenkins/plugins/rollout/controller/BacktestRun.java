package io.jenkins.plugins.rollout.controller;

import io.jenkins.plugins.rollout.backtest.PastUnavailable;
import io.jenkins.plugins.rollout.backtest.Report;
import io.jenkins.plugins.rollout.backtest.Watcher;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One backtest that somebody asked for: how far it is, and what came of it. */
final class BacktestRun implements Runnable, Watcher {
    private static final Logger LOGGER = Logger.getLogger(BacktestRun.class.getName());

    private final String job;
    private final BacktestForm form;
    private final Function<Watcher, Report> work;
    private volatile boolean cancelled;
    private volatile String progress = "It waits for its turn.";
    private volatile Report report;
    private volatile String refusal;

    /**
     * @param job full name of the job that it was asked for
     * @param form what was written
     */
    BacktestRun(String job, BacktestForm form, Function<Watcher, Report> work) {
        this.job = job;
        this.form = form;
        this.work = work;
    }

    String job() {
        return job;
    }

    BacktestForm form() {
        return form;
    }

    @Override
    public void run() {
        if (cancelled) {
            return;
        }
        try {
            report = work.apply(this);
        } catch (CancellationException e) {
            refusal = "It was cancelled.";
        } catch (PastUnavailable | IllegalArgumentException e) {
            refusal = e.getMessage();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "A backtest for " + job + " failed");
            refusal = "It failed: " + e.getClass().getSimpleName() + "; the controller's log says more.";
        }
    }

    @Override
    public void wentOn(int done, int all, long points) {
        progress = done + " of " + all + " starts, " + points + " points of the past";
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
        if (isUnderWay()) {
            refusal = "It was cancelled.";
        }
    }

    boolean isUnderWay() {
        return report == null && refusal == null;
    }

    String progress() {
        return progress;
    }

    /** Null while there is none. */
    Report report() {
        return report;
    }

    /** Why there is no report; null while it goes on, and when there is one. */
    String refusal() {
        return refusal;
    }
}
