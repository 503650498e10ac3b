package io.jenkins.plugins.rollout.controller;

import hudson.model.Job;
import hudson.model.Run;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/**
 * The script of a job. Where it stands in the job it is that; where it stands in a repository it is what the last build
 * ran. Pipeline's own classes are asked by name, for this plugin does without them.
 *
 * @param origin where it comes from, in words
 */
record JobScript(String text, String origin) {
    private static final Logger LOGGER = Logger.getLogger(JobScript.class.getName());

    /** Whether it is a job of Pipeline. */
    static boolean isPipeline(Job<?, ?> job) {
        return job.getClass().getName().equals("org.jenkinsci.plugins.workflow.job.WorkflowJob");
    }

    static Optional<JobScript> of(Job<?, ?> job) {
        Optional<String> own = text(ask(job, "getDefinition"), "getScript");
        if (own.isPresent()) {
            return Optional.of(new JobScript(own.get(), "the job " + job.getFullName()));
        }
        Run<?, ?> last = job.getLastBuild();
        return last == null
                ? Optional.empty()
                : ofRun(last).map(text -> new JobScript(text, "its build " + last.getDisplayName()));
    }

    /** What a build runs or ran; empty when Pipeline has forgotten it, or it is no Pipeline. */
    static Optional<String> ofRun(Run<?, ?> run) {
        return execution(run).flatMap(execution -> text(execution, "getScript"));
    }

    private static Optional<FlowExecution> execution(Run<?, ?> run) {
        if (run instanceof FlowExecutionOwner.Executable executable) {
            FlowExecutionOwner owner = executable.asFlowExecutionOwner();
            return owner == null ? Optional.empty() : Optional.ofNullable(owner.getOrNull());
        }
        return Optional.empty();
    }

    private static Optional<String> text(Object of, String method) {
        return ask(of, method) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** Null when it has no such method. */
    private static Object ask(Object of, String method) {
        if (of == null) {
            return null;
        }
        try {
            return of.getClass().getMethod(method).invoke(of);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null; // another kind of job
        } catch (InvocationTargetException e) {
            LOGGER.log(Level.FINE, e, () -> of.getClass().getName() + " does not say its " + method);
            return null;
        }
    }
}
