package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricCriterionContract;
import java.util.List;

public class SignOffCriterionContractTest extends MetricCriterionContract {
    @Override
    protected MetricCriterion criterion() {
        var criterion = new SignOffCriterion(List.of("ann", "qa"));
        criterion.setMinimum(2);
        criterion.setItems(List.of("checkout works"));
        criterion.setPhase("dogfood");
        return criterion;
    }
}
