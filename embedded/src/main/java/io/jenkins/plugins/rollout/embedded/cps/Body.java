package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Outcome;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** One run of a block. */
final class Body extends BodyExecution {
    private static final long serialVersionUID = 1L;

    final StepCall call;
    final Closure<?> block;
    final Around around;
    final String displayName;
    private final ArrayList<BodyExecutionCallback> callbacks;
    private Throwable stopped;
    private Outcome outcome;

    Body(StepCall call, Closure<?> block, Around around, List<BodyExecutionCallback> callbacks, String displayName) {
        this.call = call;
        this.block = block;
        this.around = around;
        this.callbacks = new ArrayList<>(callbacks);
        this.displayName = displayName;
    }

    /** Why it was cancelled before or while it ran; null when it was not. */
    synchronized Throwable stopped() {
        return stopped;
    }

    /** It ends with this as soon as it begins. */
    synchronized void stop(Throwable cause) {
        stopped = cause;
    }

    void begun() {
        tell(c -> c.onStart(call));
    }

    /** On the program's own thread. */
    void ended(Outcome given) {
        synchronized (this) {
            outcome = given;
            notifyAll();
        }
        call.ended(this);
        if (given.isSuccess()) {
            tell(c -> c.onSuccess(call, given.getNormal()));
        } else {
            tell(c -> c.onFailure(call, given.getAbnormal()));
        }
    }

    private void tell(Consumer<BodyExecutionCallback> news) {
        for (BodyExecutionCallback callback : callbacks) {
            try {
                news.accept(callback);
            } catch (RuntimeException | Error e) {
                call.onFailure(e);
            }
        }
    }

    @Override
    public boolean cancel(Throwable t) {
        synchronized (this) {
            if (outcome != null) {
                return false;
            }
            // should it not have begun
            stopped = t;
        }
        call.program().stop(thread -> thread.isInside(this), t);
        return true;
    }

    @Override
    public Collection<StepExecution> getCurrentExecutions() {
        CompletableFuture<Collection<StepExecution>> found = new CompletableFuture<>();
        call.program().waiting(thread -> thread.isInside(this) && thread.isInnermost(), found::complete);
        try {
            return found.get(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return stopped != null && outcome != null;
    }

    @Override
    public synchronized boolean isDone() {
        return outcome != null;
    }

    @Override
    public synchronized Object get() throws InterruptedException, ExecutionException {
        while (outcome == null) {
            wait();
        }
        return value();
    }

    @Override
    public synchronized Object get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (outcome == null) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new TimeoutException();
            }
            wait(left);
        }
        return value();
    }

    private Object value() throws ExecutionException {
        if (outcome.isFailure()) {
            throw new ExecutionException(outcome.getAbnormal());
        }
        return outcome.getNormal();
    }
}
