package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Continuation;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import com.cloudbees.groovy.cps.impl.FunctionCallEnv;
import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.List;

/** Lets a program's threads take their turns, each until it waits for a step. On the program's own thread alone. */
final class Interpreter {
    private static final ThreadLocal<ProgramThread> HERE = new ThreadLocal<>();

    @SuppressWarnings("rawtypes") // as the library wants them
    private static final List<Class> CATEGORIES = categories();

    private final Program program;
    private volatile ProgramThread busy;

    Interpreter(Program program) {
        this.program = program;
    }

    @SuppressWarnings("rawtypes")
    private static List<Class> categories() {
        List<Class> all = new ArrayList<>(Continuable.categories);
        all.add(SavableIterators.class);
        return List.copyOf(all);
    }

    /** The thread whose code calls this; null when none does. */
    static ProgramThread here() {
        return HERE.get();
    }

    /** Runs every thread that can, until all wait. */
    void runAll(ProgramState state) {
        for (ProgramThread t = runnable(state); t != null && !program.isOver(); t = runnable(state)) {
            turn(state, t);
        }
    }

    private static ProgramThread runnable(ProgramState state) {
        for (ProgramThread t : state.threads.values()) {
            if (t.canRun()) {
                return t;
            }
        }
        return null;
    }

    private void turn(ProgramState state, ProgramThread thread) {
        Outcome yielded;
        HERE.set(thread);
        busy = thread;
        try {
            yielded = thread.continuable.run0(thread.takeResume(), CATEGORIES);
        } catch (RuntimeException | Error e) {
            ended(state, thread, new Outcome(null, e));
            return;
        } finally {
            busy = null;
            HERE.remove();
        }
        if (!thread.continuable.isResumable()) {
            ended(state, thread, yielded);
            return;
        }
        StepCall call = (StepCall) yielded.getNormal();
        thread.waitingFor = call;
        if (call.isOver()) {
            thread.resume(call.outcome());
        }
    }

    private void ended(ProgramState state, ProgramThread thread, Outcome outcome) {
        state.threads.remove(thread.id);
        if (thread.body == null) {
            program.finish(outcome);
        } else {
            say("}");
            thread.body.ended(outcome);
        }
    }

    /** Throws into code that computes without end; from any thread. */
    void breakIn(Throwable cause) {
        ProgramThread computing = busy;
        if (computing != null) {
            computing.continuable.superInterrupt(cause);
        }
    }

    /** Gives a block a thread of its own. */
    void launch(ProgramState state, Body body) {
        try {
            Continuable continuable = new Continuable(invocation(body.block)
                    .invoke(new FunctionCallEnv(null, Continuation.HALT, null, null), null, Continuation.HALT));
            ProgramThread thread = new ProgramThread(state.nextThread(), continuable, body.around, body);
            state.threads.put(thread.id, thread);
            say(body.displayName == null ? "{" : "{ (" + body.displayName + ")");
            body.begun();
            if (body.stopped() != null) {
                thread.resume(new Outcome(null, body.stopped()));
            }
        } catch (RuntimeException | Error e) {
            body.ended(new Outcome(null, e));
        }
    }

    /** A transformed closure does not run when it is called but throws what would run it. */
    private static CpsCallableInvocation invocation(Closure<?> block) {
        try {
            Object value = block.call();
            throw new IllegalStateException("the block is not CPS-transformed; it returned " + value);
        } catch (CpsCallableInvocation e) {
            return e;
        }
    }

    private void say(String text) {
        program.run().listener().getLogger().println("[Pipeline] " + text);
    }
}
