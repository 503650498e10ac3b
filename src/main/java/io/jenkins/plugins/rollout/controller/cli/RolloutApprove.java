package io.jenkins.plugins.rollout.controller.cli;

import hudson.Extension;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Actor;
import java.util.Map;
import java.util.TreeMap;
import org.kohsuke.args4j.Option;

/** Says yes to exactly the evidence that is named. */
@Extension
public final class RolloutApprove extends ActingCommand {
    @Option(name = "--evidence", metaVar = "TEXT", required = true, usage = "the digest of what you saw, as the page and rollout-list show it")
    public String evidence;

    @Option(name = "--comment", metaVar = "TEXT", usage = "what you want to say with it; it is kept")
    public String comment;

    @Option(name = "--answer", metaVar = "NAME=VALUE", usage = "an answer to a question of the gate; once for each")
    public String[] answers = {};

    @Option(name = "--override", usage = "approve your own rollout, or without being asked, where you may; with a comment")
    public boolean override;

    @Override
    public String getShortDescription() {
        return "Says yes to exactly the evidence that is named.";
    }

    @Override
    Command command(Actor by) {
        return new Command.Approve(by, evidence, comment, answers(), override);
    }

    private Map<String, String> answers() {
        Map<String, String> named = new TreeMap<>();
        for (String answer : answers) {
            int sign = answer.indexOf('=');
            if (sign < 1) {
                throw new IllegalArgumentException("--answer " + answer + ": write --answer name=value");
            }
            named.put(answer.substring(0, sign), answer.substring(sign + 1));
        }
        return named;
    }
}
