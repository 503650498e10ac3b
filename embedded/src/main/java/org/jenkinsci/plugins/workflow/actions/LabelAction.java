package org.jenkinsci.plugins.workflow.actions;

import hudson.model.InvisibleAction;

/** A name for a node. */
public class LabelAction extends InvisibleAction {
    private final String displayName;

    public LabelAction(String displayName) {
        this.displayName = displayName;
    }

    public String getLabel() {
        return displayName;
    }
}
