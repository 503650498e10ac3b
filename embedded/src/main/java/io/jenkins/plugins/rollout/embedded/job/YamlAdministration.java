package io.jenkins.plugins.rollout.embedded.job;

import hudson.Extension;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.service.Administration;

/** What the configuration file says about servers and policy. */
@Extension
public final class YamlAdministration implements Administration {
    @Override
    public Servers servers() {
        return EmbeddedJenkins.get().configuration().asServers();
    }

    @Override
    public Rules rules() {
        return EmbeddedJenkins.get().configuration().rules();
    }
}
