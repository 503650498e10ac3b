package io.jenkins.plugins.rollout.controller;

import hudson.Util;
import io.jenkins.plugins.rollout.backtest.Degradation;
import io.jenkins.plugins.rollout.backtest.Trial;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.pipeline.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.StaplerRequest2;

/** What stands in the fields of the backtest page. */
record BacktestForm(Map<String, String> fields) {
    private static final List<String> NAMES = List.of(
            "script", "application", "version", "previousVersion", "from", "to", "step", "within", "degrade", "degradeAfter");

    /** As the page shows it first: the last week, every hour. */
    static BacktestForm fresh(Clock clock) {
        Map<String, String> fields = new LinkedHashMap<>();
        NAMES.forEach(name -> fields.put(name, ""));
        fields.put("from", LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusWeeks(1).toString());
        fields.put("to", "now");
        fields.put("step", "1h");
        return new BacktestForm(fields);
    }

    static BacktestForm of(StaplerRequest2 request) {
        Map<String, String> fields = new LinkedHashMap<>();
        NAMES.forEach(name -> fields.put(name, Util.fixNull(request.getParameter(name)).trim()));
        return new BacktestForm(fields);
    }

    String text(String name) {
        return fields.get(name);
    }

    /** @throws IllegalArgumentException naming the field and what to write */
    Trial trial(Plan plan, Clock clock) {
        return new Trial(
                plan,
                Times.parse("from", text("from"), clock),
                Times.parse("to", text("to"), clock),
                duration("step", null),
                duration("within", Trial.WITHIN),
                text("degrade").lines().map(String::strip).filter(line -> !line.isEmpty()).map(Degradation::parse).toList(),
                duration("degradeAfter", Duration.ZERO));
    }

    private Duration duration(String name, Duration otherwise) {
        String written = text(name);
        if (written.isEmpty() && otherwise != null) {
            return otherwise;
        }
        try {
            return Durations.parse(written);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}
