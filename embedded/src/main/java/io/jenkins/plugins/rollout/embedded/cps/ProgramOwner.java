package io.jenkins.plugins.rollout.embedded.cps;

import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.File;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** Names a program by its build. */
final class ProgramOwner extends FlowExecutionOwner {
    private static final long serialVersionUID = 1L;
    private final String build;

    ProgramOwner(PipelineRun run) {
        this.build = run.getExternalizableId();
    }

    private PipelineRun run() throws IOException {
        if (Run.fromExternalizableId(build) instanceof PipelineRun run) {
            return run;
        }
        throw new IOException("there is no build " + build);
    }

    @Override
    public Program get() throws IOException {
        Program program = run().program();
        if (program == null) {
            throw new IOException(build + " did not run or has ended");
        }
        return program;
    }

    @Override
    public File getRootDir() throws IOException {
        return run().getRootDir();
    }

    @Override
    public Queue.Executable getExecutable() throws IOException {
        return run();
    }

    @Override
    public String getUrl() throws IOException {
        return run().getUrl();
    }

    @Override
    public TaskListener getListener() throws IOException {
        return run().listener();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ProgramOwner that && build.equals(that.build);
    }

    @Override
    public int hashCode() {
        return build.hashCode();
    }

    @Override
    public String toString() {
        return build;
    }
}
