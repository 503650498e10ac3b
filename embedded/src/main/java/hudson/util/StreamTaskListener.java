package hudson.util;

import hudson.model.TaskListener;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** A listener over any stream. */
public class StreamTaskListener implements TaskListener {
    private static final long serialVersionUID = 1L;
    private final transient PrintStream out;

    public StreamTaskListener(OutputStream out, Charset charset) {
        this.out = out instanceof PrintStream p
                ? p
                : new PrintStream(out, true, charset == null ? StandardCharsets.UTF_8 : charset);
    }

    public static StreamTaskListener fromStdout() {
        return new StreamTaskListener(System.out, null);
    }

    public static StreamTaskListener fromStderr() {
        return new StreamTaskListener(System.err, null);
    }

    @Override
    public PrintStream getLogger() {
        return out;
    }
}
