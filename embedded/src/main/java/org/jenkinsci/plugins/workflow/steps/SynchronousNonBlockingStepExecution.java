package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/** An execution that works on a thread of its own and does not survive a restart. */
public abstract class SynchronousNonBlockingStepExecution<T> extends StepExecution {
    private static final long serialVersionUID = 1L;

    private static final ExecutorService WORKERS = Executors.newCachedThreadPool(task -> {
        Thread t = new Thread(task, "step in the background");
        t.setDaemon(true);
        return t;
    });

    private transient volatile Future<?> work;
    private transient volatile Throwable stopCause;

    protected SynchronousNonBlockingStepExecution(@NonNull StepContext context) {
        super(context);
    }

    protected abstract T run() throws Exception;

    @Override
    public final boolean start() throws Exception {
        Authentication caller = Jenkins.getAuthentication2();
        work = WORKERS.submit(() -> {
            try (ACLContext ignored = ACL.as2(caller)) {
                getContext().onSuccess(run());
            } catch (Throwable t) {
                Throwable cause = stopCause;
                if (cause == null) {
                    getContext().onFailure(t);
                } else {
                    cause.addSuppressed(t);
                    getContext().onFailure(cause);
                }
            }
        });
        return false;
    }

    @Override
    public void stop(@NonNull Throwable cause) throws Exception {
        Future<?> running = work;
        if (running == null) {
            super.stop(cause);
        } else {
            stopCause = cause;
            running.cancel(true);
            super.stop(cause);
        }
    }

    @Override
    public void onResume() {
        getContext().onFailure(new SynchronousResumeNotSupportedException());
    }

    @Override
    public boolean blocksRestart() {
        return work != null;
    }
}
