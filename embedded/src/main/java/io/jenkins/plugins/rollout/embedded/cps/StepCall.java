package io.jenkins.plugins.rollout.embedded.cps;

import com.cloudbees.groovy.cps.Outcome;
import com.google.common.util.concurrent.ListenableFuture;
import groovy.lang.Closure;
import hudson.EnvVars;
import hudson.model.Result;
import java.io.IOException;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** One call of a step: what its execution sees of the program, and where its outcome goes. */
final class StepCall extends StepContext implements BlockArguments {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(StepCall.class.getName());

    final int id;
    final ProgramThread thread;
    private final String descriptor;
    private final Closure<?> block;
    private final Set<Body> running = new LinkedHashSet<>();
    private StepExecution execution;
    private Outcome outcome;

    private transient Program program;
    private transient FlowNode node;

    StepCall(Program program, int id, ProgramThread thread, StepDescriptor descriptor, Closure<?> block) {
        this.program = program;
        this.id = id;
        this.thread = thread;
        this.descriptor = descriptor.getClass().getName();
        this.block = block;
    }

    void run(StepExecution started) {
        this.execution = started;
    }

    StepExecution execution() {
        return execution;
    }

    Program program() {
        return program;
    }

    StepDescriptor descriptor() {
        return StepDescriptor.all().stream()
                .filter(d -> d.getClass().getName().equals(descriptor))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the step " + descriptor + " is gone"));
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    boolean isOver() {
        return outcome() != null;
    }

    @Override
    public synchronized boolean runsBlock() {
        return !running.isEmpty();
    }

    synchronized List<Body> blocks() {
        return List.copyOf(running);
    }

    synchronized void started(Body body) {
        running.add(body);
    }

    synchronized void ended(Body body) {
        running.remove(body);
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        if (key == EnvVars.class) {
            return key.cast(program.environment(thread.around));
        }
        T provided = thread.around.find(key);
        if (provided != null) {
            return provided;
        }
        Object[] always = {
            program.run(),
            program.run().getParent(),
            program.run().listener(),
            program,
            program.owner(),
            node(),
            descriptor()
        };
        for (Object candidate : always) {
            if (key.isInstance(candidate)) {
                return key.cast(candidate);
            }
        }
        return null;
    }

    private synchronized FlowNode node() {
        if (node == null) {
            node = new FlowNode(program, Integer.toString(id), descriptor().getFunctionName());
        }
        return node;
    }

    @Override
    public void onSuccess(Object result) {
        end(new Outcome(result, null));
    }

    @Override
    public void onFailure(Throwable t) {
        end(new Outcome(null, t));
    }

    private void end(Outcome given) {
        synchronized (this) {
            if (outcome != null) {
                LOGGER.log(Level.FINE, "{0} ended a second time: {1}", new Object[] {this, given});
                if (outcome.isFailure() && given.isFailure() && outcome.getAbnormal() != given.getAbnormal()) {
                    outcome.getAbnormal().addSuppressed(given.getAbnormal());
                }
                return;
            }
            outcome = given;
        }
        program.ended(this);
    }

    @Override
    public boolean isReady() {
        return program.isLoaded();
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return program.saveSoon();
    }

    @Override
    public void setResult(Result r) {
        program.run().setResult(r);
    }

    @Override
    public boolean hasBody() {
        return block != null;
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        if (block == null) {
            throw new IllegalStateException("There's no body to invoke");
        }
        return newBodyInvoker(block);
    }

    @Override
    public BodyInvoker newBodyInvoker(Closure<?> any) {
        return new BodyStart(this, any);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof StepCall that && id == that.id && program.owner().equals(that.program.owner());
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return "step " + id + " of " + program.run();
    }

    /** Within its program it is saved as it is; stored anywhere else it is a name. */
    private Object writeReplace() {
        return ProgramStore.current() == program ? this : new Name(program.owner(), id);
    }

    private Object readResolve() {
        program = ProgramStore.current();
        return this;
    }

    private record Name(ProgramOwner owner, int id) implements Serializable {
        private Object readResolve() throws java.io.ObjectStreamException {
            try {
                return owner.get().call(id);
            } catch (IOException e) {
                throw new java.io.InvalidObjectException("step " + id + " of " + owner + " is over: " + e.getMessage());
            }
        }
    }
}
