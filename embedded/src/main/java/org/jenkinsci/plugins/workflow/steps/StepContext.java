package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Result;
import java.io.IOException;
import java.io.Serializable;

/** How an execution speaks with its program; usable from any thread, storable anywhere. */
public abstract class StepContext implements FutureCallback<Object>, Serializable {
    private static final long serialVersionUID = 1L;

    /** Something the step has around it, such as {@link hudson.model.Run}; null when it is not there. */
    @Nullable
    public abstract <T> T get(Class<T> key) throws IOException, InterruptedException;

    @Override
    public abstract void onSuccess(@Nullable Object result);

    @Override
    public abstract void onFailure(@NonNull Throwable t);

    /** Whether {@link #get} answers without waiting for the program to be loaded. */
    public abstract boolean isReady();

    public abstract ListenableFuture<Void> saveState();

    /** The build's result if nothing worse comes. */
    public abstract void setResult(Result r);

    /** Runs the step's block; as often as the step likes, one after the other or side by side. */
    public abstract BodyInvoker newBodyInvoker() throws IllegalStateException;

    public boolean hasBody() {
        try {
            newBodyInvoker();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Override
    public abstract boolean equals(Object o);

    @Override
    public abstract int hashCode();
}
