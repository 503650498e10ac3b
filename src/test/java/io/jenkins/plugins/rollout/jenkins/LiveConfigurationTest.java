package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.rollout.controller.LiveConfiguration;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.service.Administration.Live;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** What is live before the first rollout, by form and as code. */
public class LiveConfigurationTest {
    @Rule
    public final JenkinsConfiguredWithCodeRule jenkins = new JenkinsConfiguredWithCodeRule();

    private static String live(String application, String environment) {
        return HistoryKeeper.get()
                .live(application, environment)
                .map(live -> live.version())
                .orElse("nothing");
    }

    @Test
    @ConfiguredWithCode("live.yaml")
    public void codeSaysWhatIsLiveAndTheFormKeepsIt() throws Exception {
        var said = List.of(new Live("checkout", "production", "2.3.1"), new Live("checkout", "staging", "2.4.0"));
        assertThat(RolloutConfiguration.get().live(), is(said));
        assertThat(live("checkout", "production"), is("2.3.1"));
        assertThat(live("checkout", "staging"), is("2.4.0"));
        jenkins.configRoundtrip();
        assertThat(RolloutConfiguration.get().live(), is(said));
        String written = Util.toYamlString(Util.getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                .get("phasedRollout"));
        assertThat(written, containsString("version: \"2.4.0\""));
        HistoryKeeper.get().settle();
        assertThat(HistoryKeeper.get().places().stream().map(place -> place.said().by()).toList(), contains("configuration", "configuration"));
    }

    @Test
    public void whatIsConfiguredLaterCountsAtOnceWhereNothingElseIsKnown() throws Exception {
        assertThat(live("shop", "production"), is("nothing"));
        RolloutConfiguration.get().setLive(List.of(new LiveConfiguration("shop", "1.0")));
        assertThat(live("shop", "production"), is("1.0"));
        RolloutConfiguration.get().setLive(List.of(new LiveConfiguration("shop", "2.0")));
        assertThat("it is known", live("shop", "production"), is("1.0"));
    }
}
