package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.feedback.NameRule;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.pipeline.AsData;
import io.jenkins.plugins.rollout.pipeline.AudienceDefinition;
import io.jenkins.plugins.rollout.policy.Delegation;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.service.Administration;
import java.util.ArrayList;
import java.util.List;

/** The configuration file's servers, policy and audiences, as the plugin asks for them. */
@Extension
public final class ConfiguredAdministration implements Administration {
    @Override
    public Servers servers() {
        return EmbeddedJenkins.get().configuration().asServers();
    }

    @Override
    public Rules rules() {
        return EmbeddedJenkins.get().configuration().rules();
    }

    @Override
    public NameRule feedbackNames() {
        return EmbeddedJenkins.get().configuration().feedbackNames();
    }

    @Override
    public List<Delegation> delegations() {
        return EmbeddedJenkins.get().configuration().delegations();
    }

    @Override
    public List<Live> live() {
        return EmbeddedJenkins.get().configuration().live();
    }

    @Override
    public List<Notifier> notifiers() {
        return ConfiguredNotifiers.read(new ArrayList<>());
    }

    @Override
    public List<Audience> audiences() {
        return audiences(new ArrayList<>());
    }

    @Override
    public boolean definedAudiencesOnly() {
        return EmbeddedJenkins.get().configuration().definedAudiences();
    }

    private static List<Audience> audiences(List<Problem> problems) {
        List<AudienceDefinition> written = AsData.readAll(
                "audiences", AudienceDefinition.class, EmbeddedJenkins.get().configuration().audiences(), problems);
        return AudienceDefinition.readAll(written, problems);
    }

    /** Says all mistakes of all audiences before any build goes on. */
    @Extension
    public static final class Check extends ItemListener {
        @Override
        public void onLoaded() {
            var problems = new ArrayList<Problem>();
            audiences(problems);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("configuration, audiences: " + PlanRules.message(problems));
            }
        }
    }
}
