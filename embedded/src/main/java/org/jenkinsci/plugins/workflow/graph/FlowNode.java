package org.jenkinsci.plugins.workflow.graph;

import hudson.model.Actionable;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;

/** A running step as graphs show it. The embedded controller draws none, so a node lives in memory only. */
public class FlowNode extends Actionable {
    private final FlowExecution exec;
    private final String id;
    private final String name;

    public FlowNode(FlowExecution exec, String id, String name) {
        this.exec = exec;
        this.id = id;
        this.name = name;
    }

    public FlowExecution getExecution() {
        return exec;
    }

    public String getId() {
        return id;
    }

    @Override
    public String getDisplayName() {
        return name;
    }

    public String getDisplayFunctionName() {
        return name;
    }
}
