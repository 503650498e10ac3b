package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.analysis.Comparison;
import io.jenkins.plugins.rollout.analysis.KayentaComparison;
import io.jenkins.plugins.rollout.analysis.MannWhitneyComparison;
import io.jenkins.plugins.rollout.analysis.SequentialComparison;
import java.util.List;

/** The ways to compare, by the names that a Jenkinsfile has for them. */
final class Methods {
    static final String DEFAULT = SequentialComparison.METHOD;
    static final String KAYENTA = KayentaComparison.METHOD;

    private Methods() {}

    /** The default first. */
    static List<String> names() {
        return List.of(DEFAULT, MannWhitneyComparison.METHOD, KAYENTA);
    }

    /**
     * @param name one of {@link #names}
     * @param strict for Kayenta's way: to say what Kayenta says, also where it passes for want of data
     */
    static Comparison of(String name, boolean strict) {
        return switch (name) {
            case MannWhitneyComparison.METHOD -> new MannWhitneyComparison();
            case KayentaComparison.METHOD -> new KayentaComparison(strict);
            default -> new SequentialComparison();
        };
    }
}
