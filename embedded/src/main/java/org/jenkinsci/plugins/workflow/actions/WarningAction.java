package org.jenkinsci.plugins.workflow.actions;

import hudson.model.InvisibleAction;
import hudson.model.Result;

/** Colours a node worse than its own outcome. */
public class WarningAction extends InvisibleAction {
    private final Result result;
    private String message;

    public WarningAction(Result result) {
        this.result = result;
    }

    public WarningAction withMessage(String text) {
        this.message = text;
        return this;
    }

    public Result getResult() {
        return result;
    }

    public String getMessage() {
        return message;
    }
}
