package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads what gates and bakes have in common: their criteria, and how often these are looked at. */
final class Watching {
    private Watching() {}

    static Sampling sampling(
            @CheckForNull String interval, @CheckForNull String initialDelay, int passes, Mistakes mistakes) {
        return new Sampling(
                mistakes.duration("interval", interval, Sampling.DEFAULT_INTERVAL, false),
                mistakes.duration("initialDelay", initialDelay, Duration.ZERO, true),
                mistakes.atLeastOne("passes", passes));
    }

    /** The criteria that are sound; the others are mistakes. */
    static List<Criterion> criteria(List<MetricCriterion> metrics, Mistakes mistakes) {
        var criteria = new ArrayList<Criterion>();
        for (int i = 0; i < metrics.size(); i++) {
            Mistakes here = mistakes.within("metrics[" + i + "]");
            List<Problem> problems = metrics.get(i).validate();
            here.addAll(problems);
            if (problems.isEmpty()) {
                Criterion criterion = metrics.get(i).toCriterion();
                criteria.add(criterion);
                here.addAll(NamedServers.problems(criterion.definition()));
            }
        }
        return criteria;
    }
}
