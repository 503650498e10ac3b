package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.rollout.pipeline.RunningScripts;
import java.util.Optional;

/** The script that Pipeline runs for a build, wherever it came from. */
@Extension
public final class RunScript implements RunningScripts {
    @Override
    @NonNull
    public Optional<String> find(@NonNull Run<?, ?> build) {
        return JobScript.ofRun(build);
    }
}
