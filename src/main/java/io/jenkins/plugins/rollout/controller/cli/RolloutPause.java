package io.jenkins.plugins.rollout.controller.cli;

import hudson.Extension;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Actor;
import org.kohsuke.args4j.Option;

/** Pauses a rollout: nothing new starts until somebody resumes it. */
@Extension
public final class RolloutPause extends ActingCommand {
    @Option(name = "--reason", metaVar = "TEXT", required = true, usage = "why; it is kept")
    public String reason;

    @Override
    public String getShortDescription() {
        return "Pauses a rollout: nothing new starts until somebody resumes it.";
    }

    @Override
    Command command(Actor by) {
        return new Command.Pause(by, reason);
    }
}
