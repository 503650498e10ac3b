package io.jenkins.plugins.rollout.pipeline;

import java.util.HashMap;
import java.util.Map;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/** Makes snippets look as people write them. */
final class Snippets {
    private Snippets() {}

    /** {@code exposure: 5}, not {@code 5.0}. */
    static UninstantiatedDescribable wholePercents(UninstantiatedDescribable written) {
        if (written.getArguments().get("exposure") instanceof Double percent && percent == Math.rint(percent)) {
            Map<String, Object> arguments = new HashMap<>(written.getArguments());
            arguments.put("exposure", percent.intValue());
            return written.withArguments(arguments);
        }
        return written;
    }
}
