package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.cloudbees.groovy.cps.impl.FunctionCallEnv;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import groovy.lang.Closure;
import hudson.EnvVars;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionList;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A running Jenkinsfile. Everything that touches its state happens in tasks of one {@link SerialExecutor}; each time the
 * last of them is done, the state is saved, and a program that only waits is a file and a few objects.
 */
public final class Program extends FlowExecution {
    private static final Logger LOGGER = Logger.getLogger(Program.class.getName());
    private static final ThreadLocal<ProgramThread> HERE = new ThreadLocal<>();

    @SuppressWarnings("rawtypes") // as the library wants them
    private static final List<Class> CATEGORIES = categories();

    private final PipelineRun run;
    private final ProgramStore store;
    private final SerialExecutor vm;
    private final Dsl dsl = new Dsl(this);
    private final List<SettableFuture<Void>> savers = Collections.synchronizedList(new ArrayList<>());

    private volatile ProgramState state;
    private volatile boolean complete;
    private volatile boolean gone;
    private volatile Throwable causeOfFailure;
    private boolean dirty;
    private boolean saveFailed;

    public Program(PipelineRun run) {
        this.run = run;
        this.store = new ProgramStore(run.getRootDir().toPath());
        this.vm = new SerialExecutor(run.toString(), this::saveIfChanged);
    }

    @SuppressWarnings("rawtypes")
    private static List<Class> categories() {
        List<Class> all = new ArrayList<>(Continuable.categories);
        all.add(SavableIterators.class);
        return List.copyOf(all);
    }

    /** Begins with the first line. */
    public void start(String source) {
        FlowExecutionList.get().register(this);
        vm.execute(() -> {
            try {
                ProgramCompiler compiler = new ProgramCompiler(source);
                ProgramState fresh = new ProgramState();
                fresh.script = compiler.newScript();
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
            if (state.threads.values().stream().noneMatch(t -> t.body == body)) {
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

    // ---- what steps ask for, from any thread

    StepCall newCall(StepDescriptor descriptor, Closure<?> block) {
        ProgramThread here = HERE.get();
        if (here == null) {
            throw new IllegalStateException("steps can be called from CPS-transformed code of a Jenkinsfile only");
        }
        return new StepCall(this, state.nextStep(), here, descriptor, block, ScriptLine.of(here.continuable.getStackTrace()));
    }

    void launch(Body body) {
        vm.execute(() -> {
            try {
                Continuable continuable = new Continuable(((CpsCallableInvocation) invocation(body.block))
                        .invoke(new FunctionCallEnv(null, Continuation.HALT, null, null), null, Continuation.HALT));
                ProgramThread thread = new ProgramThread(state.nextThread(), continuable, body.around, body);
                state.threads.put(thread.id, thread);
                logBlock("{", body);
                body.begun();
                if (body.stopped() != null) {
                    thread.resume(new Outcome(null, body.stopped()));
                }
            } catch (RuntimeException | Error e) {
                body.ended(new Outcome(null, e));
            }
            work();
        });
    }

    /** A transformed closure does not run when it is called but throws what would run it. */
    private static Throwable invocation(Closure<?> block) {
        try {
            Object value = block.call();
            throw new IllegalStateException("the block is not CPS-transformed; it returned " + value);
        } catch (CpsCallableInvocation e) {
            return e;
        }
    }

    void ended(StepCall call) {
        vm.execute(() -> {
            dirty = true;
            if (call.thread.waitingFor == call) {
                call.thread.resume(call.outcome());
                work();
            }
        });
    }

    void stop(Predicate<ProgramThread> which, Throwable cause) {
        innermost(which, executions -> {
            for (StepExecution e : executions) {
                stop(e, cause);
            }
        });
    }

    private static void stop(StepExecution execution, Throwable cause) {
        try {
            execution.stop(cause);
        } catch (Exception e) {
            cause.addSuppressed(e);
            execution.getContext().onFailure(cause);
        }
    }

    /** Hands the executions that run no block, youngest first, to the consumer on the program's own thread. */
    void innermost(Predicate<ProgramThread> which, Consumer<Collection<StepExecution>> consumer) {
        vm.execute(() -> {
            List<StepExecution> found = new ArrayList<>();
            for (ProgramThread t : state.threads.values()) {
                if (which.test(t) && t.isInnermost()) {
                    found.add(0, t.waitingFor.execution());
                }
            }
            dirty = true;
            consumer.accept(found);
        });
    }

    ListenableFuture<Void> saveSoon() {
        SettableFuture<Void> saved = SettableFuture.create();
        savers.add(saved);
        vm.execute(() -> dirty = true);
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
        ProgramThread here = HERE.get();
        try {
            return environment(here == null ? Around.NOTHING : here.around);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
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

    // ---- the interpreter

    /** Runs every thread that can, until all wait. */
    private void work() {
        if (complete || gone) {
            return;
        }
        dirty = true;
        for (ProgramThread t = runnable(); t != null && !gone; t = runnable()) {
            chunk(t);
            if (complete) {
                return;
            }
        }
    }

    private ProgramThread runnable() {
        for (ProgramThread t : state.threads.values()) {
            if (t.canRun()) {
                return t;
            }
        }
        return null;
    }

    private void chunk(ProgramThread thread) {
        Outcome yielded;
        HERE.set(thread);
        try {
            yielded = thread.continuable.run0(thread.takeResume(), CATEGORIES);
        } catch (RuntimeException | Error e) {
            end(thread, new Outcome(null, e));
            return;
        } finally {
            HERE.remove();
        }
        if (!thread.continuable.isResumable()) {
            end(thread, yielded);
        } else {
            StepCall call = (StepCall) yielded.getNormal();
            thread.waitingFor = call;
            if (call.isOver()) {
                thread.resume(call.outcome());
            }
        }
    }

    private void end(ProgramThread thread, Outcome outcome) {
        state.threads.remove(thread.id);
        if (thread.body == null) {
            finish(outcome);
        } else {
            logBlock("}", thread.body);
            thread.body.ended(outcome);
        }
    }

    private void logBlock(String brace, Body body) {
        String name = brace.equals("{") && body.displayName != null ? " (" + body.displayName + ")" : "";
        run.listener().getLogger().println("[Pipeline] " + brace + name);
    }

    private void finish(Outcome outcome) {
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
        vm.close();
        releaseSavers();
    }

    private void saveIfChanged() {
        if (dirty && !complete && !gone && state != null) {
            dirty = false;
            try {
                store.write(this, state);
            } catch (IOException | RuntimeException | StackOverflowError e) {
                cannotSave(e);
            }
        }
        releaseSavers();
    }

    private void releaseSavers() {
        List<SettableFuture<Void>> waiting;
        synchronized (savers) {
            waiting = List.copyOf(savers);
            savers.clear();
        }
        waiting.forEach(f -> f.set(null));
    }

    /** A program that could not come back must not go on: its innermost steps fail with what could not be saved. */
    private void cannotSave(Throwable e) {
        IOException problem = new IOException("the program could not be saved while it waits: " + e
                + "; keep such an object in a @NonCPS method or let go of it before the next step", e);
        if (saveFailed) {
            finish(new Outcome(null, problem));
            return;
        }
        saveFailed = true;
        for (ProgramThread t : List.copyOf(state.threads.values())) {
            if (t.isInnermost()) {
                t.waitingFor.onFailure(problem);
            }
        }
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

    /** Stops working and saving at once, as if the power had gone. */
    public void vanish() {
        gone = true;
        vm.close();
        FlowExecutionList.get().unregister(this);
    }

    @Override
    public ProgramOwner getOwner() {
        return owner();
    }

    @Override
    public ListenableFuture<List<StepExecution>> getCurrentExecutions(boolean innerMostOnly) {
        SettableFuture<List<StepExecution>> found = SettableFuture.create();
        vm.execute(() -> {
            List<StepExecution> running = new ArrayList<>();
            for (ProgramThread t : state.threads.values()) {
                if (t.waitingFor != null && (!innerMostOnly || t.isInnermost())) {
                    running.add(t.waitingFor.execution());
                }
            }
            dirty = true;
            found.set(running);
        });
        if (complete) {
            found.set(List.of());
        }
        return found;
    }

    /** The build's result is set whatever the program then does; a step may take its time to stop. */
    @Override
    public void interrupt(Result r, CauseOfInterruption... causes) {
        run.setResult(r);
        stop(thread -> true, new FlowInterruptedException(r, true, causes));
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
