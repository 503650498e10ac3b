package io.jenkins.plugins.rollout.embedded.cps;

import groovy.lang.Closure;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;

/** What the context of a step can do here beyond Jenkins' own, for steps such as {@code parallel}. */
public interface BlockArguments {
    BodyInvoker newBodyInvoker(Closure<?> block);

    /** Whether a block was started and has not ended; after a restart the program knows it best. */
    boolean runsBlock();
}
