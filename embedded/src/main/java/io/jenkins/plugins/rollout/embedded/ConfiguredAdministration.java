package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.policy.Delegation;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.service.Administration;
import java.util.List;

/** The configuration file's servers and policy, as the plugin asks for them. */
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
    public List<Delegation> delegations() {
        return EmbeddedJenkins.get().configuration().delegations();
    }
}
