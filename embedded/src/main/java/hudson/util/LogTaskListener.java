package hudson.util;

import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A listener that hands each line to a logger. */
public class LogTaskListener implements TaskListener {
    private static final long serialVersionUID = 1L;
    private final transient PrintStream out;

    public LogTaskListener(Logger logger, Level level) {
        this.out = new PrintStream(
                new OutputStream() {
                    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

                    @Override
                    public synchronized void write(int b) {
                        if (b == '\n') {
                            logger.log(
                                    level, line.toString(StandardCharsets.UTF_8).stripTrailing());
                            line.reset();
                        } else {
                            line.write(b);
                        }
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }

    @Override
    public PrintStream getLogger() {
        return out;
    }
}
