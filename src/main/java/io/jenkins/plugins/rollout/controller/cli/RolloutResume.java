package io.jenkins.plugins.rollout.controller.cli;

import hudson.Extension;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Actor;
import org.kohsuke.args4j.Option;

/** Lets a paused rollout go on. */
@Extension
public final class RolloutResume extends ActingCommand {
    @Option(name = "--reason", metaVar = "TEXT", usage = "why; it is kept")
    public String reason;

    @Override
    public String getShortDescription() {
        return "Lets a paused rollout go on.";
    }

    @Override
    Command command(Actor by) {
        return new Command.Resume(by, reason);
    }
}
