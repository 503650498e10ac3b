package io.jenkins.plugins.rollout.scenario;

import hudson.model.Run;
import java.net.URI;
import org.junit.rules.TestRule;

/**
 * A controller that scenarios run on, with these people: {@code dev} may start builds; {@code alice} and {@code bob}
 * are in the group {@code release-managers} and have Rollout/Approve; {@code olga} has Rollout/Operate; {@code root}
 * has Rollout/Override besides; {@code connie} has Rollout/Configure; {@code admin} administers; {@code mallory} may look.
 */
public interface Controller extends TestRule {
    /** Starts a build of a new job, as {@code dev}, and waits until it has begun. */
    default Build run(String jenkinsfile) throws Exception {
        return run(jenkinsfile, "dev");
    }

    /** Starts a build of a new job for somebody, and waits until it has begun. */
    Build run(String jenkinsfile, String user) throws Exception;

    /** Aborts a build, as the person would with its button. */
    void abort(Run<?, ?> run, String user) throws Exception;

    /** Whether a build is over and everything about it is written. */
    boolean isOver(Run<?, ?> run);

    /** Ends as an administrator ends it, and starts again. */
    void restart() throws Exception;

    /** Ends as a killed process does, as near as this controller can, and starts again. */
    void crash() throws Exception;

    /** Where it answers, with a slash at the end. */
    URI url();

    /** With which the person logs in by HTTP Basic. */
    String password(String user);

    /**
     * Puts policies and templates in place, as a file has them: {@code policies: [{name: …}]}. Call it before the first
     * build.
     */
    void rules(String yaml) throws Exception;

    /** Allows Jenkinsfiles to name URLs below this one. Call it before the first build. */
    void allow(String url);

    /** Defines a server that Jenkinsfiles may name. Call it before the first build. */
    void server(String kind, String name, String url) throws Exception;
}
