package io.jenkins.plugins.rollout.metric.kayenta;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a template of a query is filled with for one side. Texts may hold our own placeholders; they are filled when the
 * source is asked.
 *
 * @param scope which servers it is about
 * @param location where they are; empty for nowhere
 * @param parameters more names and values
 */
record CanaryScope(String scope, String location, Map<String, String> parameters) {
    CanaryScope {
        parameters = Map.copyOf(parameters);
    }

    /** Everything that <code>${…}</code> may name, the parameters last. */
    Map<String, String> bindings() {
        var bindings = new LinkedHashMap<String, String>();
        bindings.put("scope", scope);
        if (!location.isEmpty()) {
            bindings.put("location", location);
        }
        bindings.putAll(parameters);
        return bindings;
    }
}
