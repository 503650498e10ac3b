package io.jenkins.plugins.rollout.embedded.cps;

import java.util.List;

/** Finds in a stack trace where the Jenkinsfile stands. */
public final class ScriptLine {
    private ScriptLine() {}

    /** {@code Jenkinsfile line 12}; null when no line of it is there. */
    public static String of(List<StackTraceElement> trace) {
        for (StackTraceElement e : trace) {
            if (ProgramCompiler.CLASS_NAME.equals(e.getFileName()) && e.getLineNumber() > 0) {
                return "Jenkinsfile line " + e.getLineNumber();
            }
        }
        return null;
    }

    public static String of(Throwable t) {
        for (Throwable cause = t; cause != null; cause = cause.getCause()) {
            String line = of(List.of(cause.getStackTrace()));
            if (line != null) {
                return line;
            }
        }
        return null;
    }
}
