package io.jenkins.plugins.rollout.metric;

import io.jenkins.plugins.rollout.analysis.Tolerance;
import io.jenkins.plugins.rollout.analysis.Worse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Which way is worse, in a Jenkinsfile's words and in those of the page. */
final class Directions {
    private Directions() {}

    /** What can be written. */
    static List<String> words() {
        return Arrays.stream(Worse.values()).map(worse -> worse.name().toLowerCase(Locale.ROOT)).toList();
    }

    /** The direction that one of the words means. */
    static Worse of(String word) {
        return Worse.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The rule in words: {@code at most 10% above the baseline}. */
    static String limit(Worse worse, Tolerance tolerance) {
        boolean none = tolerance.amount() == 0;
        return switch (worse) {
            case HIGHER -> none ? "not above the baseline" : "at most " + tolerance.words() + " above the baseline";
            case LOWER -> none ? "not below the baseline" : "at most " + tolerance.words() + " below the baseline";
            case DIFFERENT -> none ? "like the baseline" : "within " + tolerance.words() + " of the baseline";
        };
    }
}
