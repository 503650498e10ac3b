package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import hudson.model.listeners.ItemListener;
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
        return read(new ArrayList<>());
    }

    private static List<TemplateDefinition> read(List<Problem> problems) {
        return TemplateDefinition.readAll(EmbeddedJenkins.get().configuration().templates(), problems);
    }

    /** Says all mistakes of all templates before any build goes on. */
    @Extension
    public static final class Check extends ItemListener {
        @Override
        public void onLoaded() {
            var problems = new ArrayList<Problem>();
            read(problems);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("configuration, templates: " + PlanRules.message(problems));
            }
        }
    }
}
