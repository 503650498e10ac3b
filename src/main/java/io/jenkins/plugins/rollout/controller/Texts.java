package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.util.FormValidation;
import jenkins.model.Jenkins;

/** Texts as forms send them. */
final class Texts {
    private Texts() {}

    /** A pattern of names; nothing means all. */
    static String pattern(@CheckForNull String text) {
        String trimmed = Util.fixEmptyAndTrim(text);
        return trimmed == null ? "*" : trimmed;
    }

    /** What is wrong with a text, in the words of what reads it. */
    static FormValidation check(Runnable reading) {
        try {
            reading.run();
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** For administrators: whether a text is there. */
    static FormValidation needed(@CheckForNull String text, String otherwise) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Util.fixEmptyAndTrim(text) == null ? FormValidation.error(otherwise) : FormValidation.ok();
    }
}
