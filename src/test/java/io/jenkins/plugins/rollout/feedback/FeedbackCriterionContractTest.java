package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricCriterionContract;
import java.util.List;

public class FeedbackCriterionContractTest extends MetricCriterionContract {
    @Override
    protected MetricCriterion criterion() {
        var criterion = new FeedbackCriterion();
        criterion.setMinimumResponses(10);
        criterion.setMinimumScore(4.0);
        criterion.setMaximumNegative("10%");
        criterion.setPhases(List.of("dogfood", "beta"));
        criterion.setNamedOnly(true);
        return criterion;
    }
}
