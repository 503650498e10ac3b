package io.jenkins.plugins.rollout.pipeline;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.List;

/** Where this controller keeps the templates of its administrators. */
public interface Templates extends ExtensionPoint {
    /** The templates as they are now. */
    List<TemplateDefinition> templates();

    /** Those of all places. */
    static List<TemplateDefinition> all() {
        return ExtensionList.lookup(Templates.class).stream()
                .flatMap(place -> place.templates().stream())
                .toList();
    }
}
