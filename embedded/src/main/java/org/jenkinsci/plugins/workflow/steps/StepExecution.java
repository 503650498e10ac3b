package org.jenkinsci.plugins.workflow.steps;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;

/** One run of a step. It is saved with the program, so its fields are few and simple. */
public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StepContext context;

    protected StepExecution(@NonNull StepContext context) {
        this.context = context;
    }

    @NonNull
    public StepContext getContext() {
        return context;
    }

    /** Begins, on the program's own thread; true when it is done already. */
    public abstract boolean start() throws Exception;

    /** Asks it to end soon; it may be asked more than once. */
    public void stop(@NonNull Throwable cause) throws Exception {
        getContext().onFailure(cause);
    }

    /** After the controller came back: find again what was lost with it. */
    public void onResume() {}

    /** A short phrase for whoever wonders what it waits for. */
    @CheckForNull
    public String getStatus() {
        return null;
    }

    @CheckForNull
    public final String getStatusBounded(long timeout, TimeUnit unit) {
        Future<String> status = Timer.get().submit(this::getStatus);
        try {
            return status.get(timeout, unit);
        } catch (Exception e) {
            status.cancel(true);
            return e.toString();
        }
    }

    public boolean blocksRestart() {
        return false;
    }

    /** Hands every running execution of the type, of all builds, to the consumer, on its program's own thread. */
    public static <T extends StepExecution> ListenableFuture<?> acceptAll(Class<T> type, Consumer<T> consumer) {
        return acceptAll(e -> {
            if (type.isInstance(e)) {
                consumer.accept(type.cast(e));
            }
        });
    }

    public static ListenableFuture<?> acceptAll(Consumer<StepExecution> consumer) {
        List<ListenableFuture<?>> all = new ArrayList<>();
        for (FlowExecution execution : FlowExecutionList.get()) {
            all.add(Futures.transform(
                    execution.getCurrentExecutions(false),
                    running -> {
                        running.forEach(consumer);
                        return null;
                    },
                    Runnable::run));
        }
        return Futures.allAsList(all);
    }

    @Deprecated
    public static <T extends StepExecution> ListenableFuture<?> applyAll(
            Class<T> type, com.google.common.base.Function<T, Void> function) {
        return acceptAll(type, function::apply);
    }
}
