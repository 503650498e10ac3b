package hudson.model;

import hudson.console.ConsoleNote;
import hudson.console.HyperlinkNote;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Formatter;

/** Where a build's log goes. */
public interface TaskListener extends Serializable {
    /** Swallows everything. */
    TaskListener NULL = new NullListener();

    PrintStream getLogger();

    default Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @SuppressWarnings("rawtypes")
    default void annotate(ConsoleNote ann) throws IOException {
        ann.encodeTo(getLogger());
    }

    default void hyperlink(String url, String text) throws IOException {
        getLogger().print(HyperlinkNote.encodeTo(url, text));
    }

    default PrintWriter error(String msg) {
        return say("ERROR: ", msg);
    }

    default PrintWriter error(String format, Object... args) {
        return error(new Formatter().format(format, args).toString());
    }

    default PrintWriter fatalError(String msg) {
        return say("FATAL: ", msg);
    }

    default PrintWriter fatalError(String format, Object... args) {
        return fatalError(new Formatter().format(format, args).toString());
    }

    private PrintWriter say(String prefix, String msg) {
        PrintWriter out = new PrintWriter(new OutputStreamWriter(getLogger(), getCharset()), true);
        out.println(prefix + msg);
        return out;
    }

    /** Type of {@link #NULL}. */
    final class NullListener implements TaskListener {
        private static final long serialVersionUID = 1L;

        @Override
        public PrintStream getLogger() {
            return new PrintStream(OutputStream.nullOutputStream());
        }
    }
}
