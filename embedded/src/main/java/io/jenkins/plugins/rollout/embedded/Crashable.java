package io.jenkins.plugins.rollout.embedded;

import hudson.ExtensionPoint;

/** An extension with threads or state of its own that has to vanish when a test lets the controller crash. */
public interface Crashable extends ExtensionPoint {
    /** Drops everything that is not on disk; writes nothing. */
    void crash();
}
