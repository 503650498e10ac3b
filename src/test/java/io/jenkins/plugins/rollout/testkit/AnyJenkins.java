package io.jenkins.plugins.rollout.testkit;

import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * What it takes to bind describables in a test: a Jenkins around it in the plugin's own build, where the Jenkins Test
 * Harness is on the class path, and nothing in the embedded build, whose slice binds by itself. As a class rule it is
 * one Jenkins for all tests of the class.
 */
public final class AnyJenkins implements TestRule {
    private static final String HARNESS = "org.jvnet.hudson.test.JenkinsRule";

    @Override
    public Statement apply(Statement base, Description description) {
        try {
            return ((TestRule) Class.forName(HARNESS).getConstructor().newInstance()).apply(base, description);
        } catch (ClassNotFoundException e) {
            return base;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
