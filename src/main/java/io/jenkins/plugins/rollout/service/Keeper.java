package io.jenkins.plugins.rollout.service;

import hudson.ExtensionPoint;
import io.jenkins.plugins.rollout.engine.Witness;
import java.io.IOException;
import java.nio.file.Path;

/** Something of this controller that follows every rollout: a history, messages, measurements. */
public interface Keeper extends ExtensionPoint {
    /**
     * Opens what it keeps. Called once, before the engine starts.
     *
     * @param home folder of the plugin in the controller's home
     * @return is told of everything that rollouts write
     */
    Witness open(Path home) throws IOException;

    /** The controller shuts down: nothing more is told. What was not kept yet is told again after the next start. */
    default void close() {}
}
