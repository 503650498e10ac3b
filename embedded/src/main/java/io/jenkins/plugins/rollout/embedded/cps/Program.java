package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import groovy.lang.Closure;
import hudson.EnvVars;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A running Jenkinsfile. Everything that touches its state happens in tasks of one {@link SerialExecutor}; each time
 * the last of them is done, the state is saved, and a program that only waits is a file and a few objects.
 */
public final class Program extends FlowExecution {
    private static final Logger LOGGER = Logger.getLogger(Program.class.getName());

    // a program that an abort does not reach in this time computes without ever waiting for a step
    private static final long PATIENCE_SECONDS = 2;

    private final PipelineRun run;
    private final ProgramStore store;
    private final Saving saving;
    private final SerialExecutor vm;
    private final Interpreter interpreter = new Interpreter(this);
    private final Dsl dsl = new Dsl(this);

    private volatile ProgramState state;
    private volatile boolean complete;
    private volatile boolean gone;
    private volatile Throwable causeOfFailure;

    /** Somebody stopped it before it had begun. */
    private Throwable stoppedEarly;

    public Program(PipelineRun run) {
        this.run = run;
        this.store = new ProgramStore(run.getRootDir().toPath());
        this.saving = new Saving(this, store);
        this.vm = new SerialExecutor(run.toString(), () -> saving.rest(state));
    }

    // ---- its life

    /** Begins with the first line. */
    public void start(String source) {
        FlowExecutionList.get().register(this);
        vm.execute(() -> {
            if (stoppedEarly != null) {
                finish(new Outcome(null, stoppedEarly));
                return;
            }
            try {
                ProgramState fresh = new ProgramState();
                fresh.script = new ProgramCompiler(source).newScript();
                fresh.script.belongTo(this);
                fresh.threads.put(0, new ProgramThread(0, new Continuable(fresh.script), Around.NOTHING, null));
                state = fresh;
                // whoever comes back after a kill in the very first steps must find where to begin
                store.write(this, fresh);
                work();
            } catch (IOException | RuntimeException | Error e) {
                finish(new Outcome(null, e));
            }
        });
    }

    /** Goes on where the saved state stands; without one, from the beginning. */
    public void resume(String source) {
        if (!store.exists()) {
            start(source);
            return;
        }
        FlowExecutionList.get().register(this);
        vm.execute(() -> {
            try {
                state = store.read(this, new ProgramCompiler(source).loader());
            } catch (IOException | RuntimeException | Error e) {
                state = new ProgramState();
                finish(new Outcome(null, new IOException("the saved program could not be read: " + e, e)));
                return;
            }
            List<StepCall> waiting = state.waiting();
            waiting.forEach(this::launchMissing);
            work();
            // not on this thread: executions may do what takes time, such as asking a server
            Thread resumer = new Thread(() -> waiting.forEach(Program::resume), "resume " + run);
            resumer.setDaemon(true);
            resumer.start();
        });
    }

    /** A block may have been asked for just before the kill, and saved as asked for. */
    private void launchMissing(StepCall call) {
        for (Body body : call.blocks()) {
            if (!isLaunched(body)) {
                launch(body);
            }
        }
    }

    private static void resume(StepCall call) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            if (!call.isOver()) {
                call.execution().onResume();
            }
        } catch (RuntimeException | Error e) {
            call.onFailure(e);
        }
    }

    private void work() {
        if (!isOver()) {
            saving.changed();
            interpreter.runAll(state);
        }
    }

    /** On the program's own thread. */
    void finish(Outcome outcome) {
        if (isOver()) {
            return;
        }
        complete = true;
        causeOfFailure = outcome.getAbnormal();
        FlowExecutionList.get().unregister(this);
        if (state != null) {
            state.threads.clear();
        }
        run.ended(outcome.getAbnormal());
        try {
            store.delete();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not delete the saved program of " + run, e);
        }
    }

    /** Stops working and saving at once, as if the power had gone. */
    public void vanish() {
        gone = true;
        vm.close();
        FlowExecutionList.get().unregister(this);
    }

    /** After {@link #vanish}: waits until nothing of it runs any more, for whoever wants to use the same files. */
    public void awaitQuiet(long millis) throws InterruptedException {
        vm.awaitQuiet(millis);
    }

    boolean isOver() {
        return complete || gone;
    }

    // ---- what steps ask for, from any thread

    StepCall newCall(StepDescriptor descriptor, Closure<?> block) {
        ProgramThread here = Interpreter.here();
        if (here == null) {
            throw new IllegalStateException("steps can be called from CPS-transformed code of a Jenkinsfile only");
        }
        return new StepCall(this, state.nextStep(), here, descriptor, block);
    }

    void launch(Body body) {
        vm.execute(() -> {
            interpreter.launch(state, body);
            work();
        });
    }

    void ended(StepCall call) {
        vm.execute(() -> {
            saving.changed();
            if (call.thread.waitingFor == call) {
                call.thread.resume(call.outcome());
                work();
            }
        });
    }

    /** Asks the innermost steps of these threads to stop, youngest first. Whatever comes next in them fails instead. */
    void stop(Predicate<ProgramThread> which, Throwable cause) {
        vm.execute(() -> {
            if (state == null) {
                stoppedEarly = cause;
                return;
            }
            List<StepCall> calls = new ArrayList<>(state.waiting());
            Collections.reverse(calls);
            for (StepCall call : calls) {
                if (which.test(call.thread)) {
                    stop(call, cause);
                }
            }
            work();
        });
    }

    private void stop(StepCall call, Throwable cause) {
        if (call.isOver()) {
            // its outcome is on the way; the thread must not go on as if nobody had stopped it
            call.thread.resume(new Outcome(null, cause));
            return;
        }
        for (Body body : call.blocks()) {
            if (!isLaunched(body)) {
                body.stop(cause);
            }
        }
        if (call.thread.isInnermost()) {
            stop(call.execution(), cause);
        }
    }

    private boolean isLaunched(Body body) {
        return state.threads.values().stream().anyMatch(t -> t.body == body);
    }

    private static void stop(StepExecution execution, Throwable cause) {
        try {
            execution.stop(cause);
        } catch (Exception e) {
            cause.addSuppressed(e);
            execution.getContext().onFailure(cause);
        }
    }

    /** Hands the executions that these threads wait for, outer before inner, over on the program's own thread. */
    void waiting(Predicate<ProgramThread> which, Consumer<List<StepExecution>> consumer) {
        vm.execute(() -> {
            List<StepExecution> found = new ArrayList<>();
            if (state == null) {
                consumer.accept(found);
                return;
            }
            for (ProgramThread t : state.threads.values()) {
                if (t.waitingFor != null && which.test(t)) {
                    found.add(t.waitingFor.execution());
                }
            }
            saving.changed();
            consumer.accept(found);
        });
    }

    ListenableFuture<Void> saveSoon() {
        ListenableFuture<Void> saved = saving.next();
        vm.execute(saving::changed);
        return saved;
    }

    EnvVars environment(Around around) throws IOException, InterruptedException {
        EnvVars env = new EnvVars();
        EnvVars node = around.find(EnvVars.class);
        if (node != null) {
            env.putAll(node);
        }
        EnvVars build = run.getEnvironment(run.listener());
        build.overrideAll(state.environment);
        env.putAll(build);
        EnvironmentExpander expander = around.find(EnvironmentExpander.class);
        if (expander != null) {
            expander.expand(env);
        }
        return env;
    }

    /** What applies where the script stands. */
    EnvVars environmentHere() {
        ProgramThread here = Interpreter.here();
        try {
            return environment(here == null ? Around.NOTHING : here.around);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    StepCall call(int id) throws IOException {
        ProgramState current = state;
        if (current != null) {
            for (StepCall call : current.waiting()) {
                if (call.id == id) {
                    return call;
                }
            }
        }
        throw new IOException("it is not among the steps that run");
    }

    // ---- the controller's side

    public PipelineRun run() {
        return run;
    }

    ProgramOwner owner() {
        return new ProgramOwner(run);
    }

    Dsl dsl() {
        return dsl;
    }

    ProgramState state() {
        return state;
    }

    boolean isLoaded() {
        return state != null;
    }

    @Override
    public ProgramOwner getOwner() {
        return owner();
    }

    @Override
    public ListenableFuture<List<StepExecution>> getCurrentExecutions(boolean innerMostOnly) {
        SettableFuture<List<StepExecution>> found = SettableFuture.create();
        waiting(t -> !innerMostOnly || t.isInnermost(), found::set);
        return found;
    }

    /** The build's result is set whatever the program then does; a step may take its time to stop. */
    @Override
    public void interrupt(Result r, CauseOfInterruption... causes) throws IOException {
        run.setResult(r);
        run.save();
        FlowInterruptedException cause = new FlowInterruptedException(r, true, causes);
        AtomicBoolean heard = new AtomicBoolean();
        vm.execute(() -> heard.set(true));
        stop(thread -> true, cause);
        Timer.get().schedule(() -> breakIn(heard, cause), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void breakIn(AtomicBoolean heard, Throwable cause) {
        if (!heard.get() && !isOver()) {
            interpreter.breakIn(cause);
        }
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public Throwable getCauseOfFailure() {
        return causeOfFailure;
    }
}
