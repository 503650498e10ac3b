package io.jenkins.plugins.rollout.embedded.cps;

import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;

/** Prepares one run of a block. */
final class BodyStart extends BodyInvoker {
    private final StepCall call;
    private final Closure<?> block;
    private final List<Object> provided = new ArrayList<>();
    private final List<BodyExecutionCallback> callbacks = new ArrayList<>();
    private String displayName;
    private boolean started;

    BodyStart(StepCall call, Closure<?> block) {
        this.call = call;
        this.block = block;
    }

    @Override
    public BodyInvoker withContext(Object override) {
        provided.add(override);
        return this;
    }

    @Override
    public BodyInvoker withDisplayName(String name) {
        displayName = name;
        return this;
    }

    @Override
    public BodyInvoker withCallback(BodyExecutionCallback callback) {
        callbacks.add(callback);
        return this;
    }

    @Override
    public BodyExecution start() {
        if (started) {
            throw new IllegalStateException("Already started");
        }
        started = true;
        Body body = new Body(call, block, call.thread.around.with(provided), callbacks, displayName);
        call.started(body);
        call.program().launch(body);
        return body;
    }
}
