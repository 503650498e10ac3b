package io.jenkins.plugins.rollout.target.command;

import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** Puts what a command writes into the log of its build, line by line, up to a bound, and keeps the last line. */
public final class CommandLog extends OutputStream {
    private static final Logger LOGGER = Logger.getLogger(CommandLog.class.getName());

    /** How much of one command's output is shown. In bytes. */
    static final int MOST = 256 * 1024;

    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_LAST = 300;

    private final PrintStream log;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;
    private int shown;
    private String last = "";

    public CommandLog(Run<?, ?> build) {
        this(logger(build));
    }

    CommandLog(PrintStream log) {
        this.log = log;
    }

    /** The build's own log; nothing when the build is gone. */
    private static PrintStream logger(Run<?, ?> build) {
        FlowExecutionOwner owner =
                build instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
        try {
            return (owner == null ? TaskListener.NULL : owner.getListener()).getLogger();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, e, () -> "no log of " + build);
            return TaskListener.NULL.getLogger();
        }
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n') {
            end();
        } else if (b != '\r') {
            if (length == LONGEST_LINE) {
                end();
            }
            line[length++] = (byte) b;
        }
    }

    private void end() {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
        if (!text.isBlank()) {
            last = text;
        }
        if (shown < MOST) {
            shown += text.length() + 1;
            log.println("  | " + text);
            if (shown >= MOST) {
                log.println("  | … the rest of the output is not shown; write it into a file");
            }
        }
    }

    /** Says something of its own between the lines. */
    public synchronized void say(String text) {
        log.println("  " + text);
    }

    /** The last line with anything in it, as one that can be shown; at most 300 characters. */
    public synchronized String last() {
        if (length > 0) {
            end();
        }
        String plain = last.replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").trim();
        return plain.length() <= LONGEST_LAST ? plain : plain.substring(0, LONGEST_LAST) + "…";
    }

    @Override
    public synchronized void flush() {
        log.flush();
    }
}
