package io.jenkins.plugins.rollout.target;

import hudson.console.ModelHyperlinkNote;
import hudson.model.Cause;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Situation;

/** A rollout started the build. */
public final class RolloutCause extends Cause.UpstreamCause {
    private final String what;
    private final String build;

    RolloutCause(Run<?, ?> build, TargetCall call) {
        super(build);
        Situation situation = call.situation();
        this.what = call.action().word() + " " + situation.application() + " " + situation.version() + " to "
                + situation.environment() + ", phase " + situation.phase();
        this.build = build.getFullDisplayName();
    }

    /** {@code deploy shop 2.4.0 to production, phase canary}. */
    public String getWhat() {
        return what;
    }

    /** The build that the rollout runs in, for people. */
    public String getBuild() {
        return build;
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && other instanceof RolloutCause that && what.equals(that.what);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + what.hashCode();
    }

    @Override
    public String getShortDescription() {
        return "Started by the rollout in " + build + " (" + what + ")";
    }

    @Override
    public void print(TaskListener listener) {
        String link = ModelHyperlinkNote.encodeTo("/" + getUpstreamUrl() + getUpstreamBuild() + "/", build);
        listener.getLogger().println("Started by the rollout in " + link + " (" + what + ")");
    }
}
