package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.feedback.NameRule;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.Administration;
import java.net.URI;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** What administrators configure, by form and as code. */
public class ConfigurationTest {
    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    @Test
    @ConfiguredWithCode("configuration.yaml")
    public void servers() {
        Administration administration = Administration.get();
        assertThat(administration.rules(), is(new Rules(true, List.of("https://metrics.example.com/"))));
        assertThat(administration.feedbackNames(), is(NameRule.ANONYMOUS));
        assertThat(administration.servers().names("prometheus"), contains("prod"));
        ServerConfiguration prod = RolloutConfiguration.get().getServers().get(0);
        assertThat(prod.getUrl(), is("https://prometheus.example.com"));
        assertThat(prod.getCredentialsId(), is("prometheus-token"));
        assertThat(prod.getCredentialsHeader(), is("X-Scope-Token"));
        assertThat(
                administration.servers().find("http", "edge").orElseThrow().url(),
                is(URI.create("https://edge.example.com/rollout")));
        assertThat(administration.servers().find("http", "prod").isPresent(), is(false));
    }

    @Test
    @ConfiguredWithCode("configuration.yaml")
    public void whatWasReadIsWrittenAgain() throws Exception {
        var context = new ConfigurationContext(ConfiguratorRegistry.get());
        String written = Util.toYamlString(Util.getUnclassifiedRoot(context).get("phasedRollout"));
        assertThat(written, is(Util.toStringFromYamlFile(this, "exported.yaml")));
    }

    @Test
    @ConfiguredWithCode("configuration.yaml")
    public void theFormKeepsWhatItGets() throws Exception {
        jenkins.configRoundtrip();
        servers();
        assertThat(RolloutConfiguration.get().getServers().size(), is(3));
    }
}
