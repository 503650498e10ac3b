package io.jenkins.plugins.rollout.embedded.home;

/** A mistake in the configuration file, with its line and what to write instead. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigurationException(String file, int line, String problem) {
        super(file + ", line " + line + ": " + problem);
    }

    ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
