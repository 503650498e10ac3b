package io.jenkins.plugins.rollout.controller.cli;

import hudson.Extension;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Actor;
import org.kohsuke.args4j.Option;

/** Says no to what a rollout asks for. */
@Extension
public final class RolloutReject extends ActingCommand {
    @Option(name = "--reason", metaVar = "TEXT", required = true, usage = "why; it is kept")
    public String reason;

    @Override
    public String getShortDescription() {
        return "Says no to what a rollout asks for.";
    }

    @Override
    Command command(Actor by) {
        return new Command.Reject(by, reason);
    }
}
