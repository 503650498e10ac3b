package io.jenkins.plugins.rollout.target.flag;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.target.kubernetes.ConfigMapText;
import java.util.Optional;

/** A key of a ConfigMap, which flagd reads as a mounted file or through the API server. */
record FlagdConfigMap(ConfigMapText map, Endpoints endpoints) implements FlagdStore {
    @Override
    public Object place() {
        return map;
    }

    @Override
    public Content read() {
        ConfigMapText.Reading reading = map.read(endpoints);
        return new Content(reading.text(), Optional.of(reading.resourceVersion()));
    }

    @Override
    public boolean replace(Content before, String text, String operation) {
        return map.replace(endpoints, before.version().orElseThrow(), text);
    }
}
