package io.jenkins.plugins.rollout.embedded.home;

import io.jenkins.plugins.rollout.service.Administration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is live before the first rollout, as the configuration file has it:
 *
 * <pre>{@code
 * live:
 *   checkout: {production: "2.3.1", staging: "2.4.0"}
 * }</pre>
 */
final class LiveYaml {
    private LiveYaml() {}

    static List<Administration.Live> live(YamlMap applications) throws ConfigurationException {
        List<Administration.Live> all = new ArrayList<>();
        for (String application : applications.names()) {
            YamlMap environments = applications.map(application);
            for (String environment : environments.names()) {
                String version = environments.mandatory(environment, "the version, \"2.3.1\"");
                all.add(new Administration.Live(application, environment, version));
            }
        }
        return List.copyOf(all);
    }
}
