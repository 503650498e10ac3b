package io.jenkins.plugins.rollout.embedded;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.rollout.pipeline.RunningScripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The Jenkinsfile that a build started with, which it keeps in its folder. */
@Extension
public final class RunningJenkinsfiles implements RunningScripts {
    private static final Logger LOGGER = Logger.getLogger(RunningJenkinsfiles.class.getName());

    @Override
    public Optional<String> find(Run<?, ?> build) {
        Path file = build.getRootDir().toPath().resolve("Jenkinsfile");
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "the Jenkinsfile of " + build + " cannot be read");
            return Optional.empty();
        }
    }
}
