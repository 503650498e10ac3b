package io.jenkins.plugins.rollout.metric.kayenta;

import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricCriterionContract;

public class KayentaCriterionContractTest extends MetricCriterionContract {
    @Override
    protected MetricCriterion criterion() {
        KayentaCriterion criterion = KayentaCriterionTest.criterion(KayentaCriterionTest.config());
        criterion.setCandidateScope("shop-{{version}}");
        criterion.setBaselineScope("shop-baseline");
        criterion.setLocation("eu");
        criterion.setPass(90.0);
        criterion.setMarginal(60.0);
        criterion.setLifetime("3h");
        criterion.setAnalysisInterval("1h");
        criterion.setLookBack("3h");
        criterion.setStep("30s");
        criterion.setMinimumSamples(40);
        criterion.setStrictKayenta(true);
        criterion.setNoDataLimit(3);
        return criterion;
    }
}
