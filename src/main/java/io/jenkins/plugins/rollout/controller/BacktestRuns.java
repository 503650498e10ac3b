package io.jenkins.plugins.rollout.controller;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.rollout.engine.Workers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;

/** The backtests of this controller: one a person, the last of each kept, two at a time. */
@Extension
public final class BacktestRuns {
    private static final int AT_A_TIME = 2;
    private static final int KEPT = 20;

    private final Map<String, BacktestRun> byPerson = new LinkedHashMap<>(16, 0.75f, true);
    private final ThreadPoolExecutor threads = Workers.atMost(AT_A_TIME, "phased-rollout-backtest");

    static BacktestRuns get() {
        return ExtensionList.lookupSingleton(BacktestRuns.class);
    }

    /** The last one that somebody asked for. */
    synchronized Optional<BacktestRun> of(String person) {
        return Optional.ofNullable(byPerson.get(person));
    }

    /** @return false when the person has one under way */
    synchronized boolean start(String person, BacktestRun run) {
        BacktestRun before = byPerson.get(person);
        if (before != null && before.isUnderWay()) {
            return false;
        }
        byPerson.put(person, run);
        forget();
        threads.execute(run);
        return true;
    }

    /** Those that nobody looked at for longest go first. */
    private void forget() {
        var each = byPerson.values().iterator();
        while (byPerson.size() > KEPT && each.hasNext()) {
            if (!each.next().isUnderWay()) {
                each.remove();
            }
        }
    }
}
