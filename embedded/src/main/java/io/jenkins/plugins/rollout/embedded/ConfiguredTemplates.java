package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.pipeline.TemplateDefinition;
import io.jenkins.plugins.rollout.pipeline.Templates;
import java.util.ArrayList;
import java.util.List;

/** The configuration file's templates. */
@Extension
public final class ConfiguredTemplates implements Templates {
    @Override
    public List<TemplateDefinition> templates() {
        return TemplateDefinition.readAll(EmbeddedJenkins.get().configuration().templates(), new ArrayList<>());
    }

    /**
     * Looks at the templates before the controller is there.
     *
     * @throws IllegalArgumentException with all mistakes of all templates
     */
    static void check(Configuration configuration) {
        var problems = new ArrayList<Problem>();
        TemplateDefinition.readAll(configuration.templates(), problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("configuration, templates: " + PlanRules.message(problems));
        }
    }
}
