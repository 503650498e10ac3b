package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import java.util.Optional;

/** Knows the script of a build under way. Those who run scripts stand behind it. */
public interface RunningScripts extends ExtensionPoint {
    /** The Jenkinsfile as the build runs it; empty when there is none to be had. */
    @NonNull
    Optional<String> find(@NonNull Run<?, ?> build);

    /** From whoever knows it. */
    static Optional<String> of(Run<?, ?> build) {
        return ExtensionList.lookup(RunningScripts.class).stream()
                .flatMap(scripts -> scripts.find(build).stream())
                .findFirst();
    }
}
