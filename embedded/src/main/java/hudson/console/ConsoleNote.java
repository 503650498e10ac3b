package hudson.console;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.MarkupText;
import io.jenkins.plugins.rollout.embedded.home.SignedNotes;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Something invisible in a log that turns the text behind it into a link or the like. It is written between two escape
 * sequences, so that a terminal shows nothing of it, and carries a signature, so that a build cannot forge one.
 */
public abstract class ConsoleNote<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    public static final String PREAMBLE_STR = "\u001B[8mha:";
    public static final String POSTAMBLE_STR = "\u001B[0m";

    private static final Pattern NOTE = Pattern.compile("\u001B\\[8mha:[A-Za-z0-9+/=]*\u001B\\[0m");

    /** Marks up the text from {@code charPos} on; what it returns would be asked for the next line. */
    @CheckForNull
    public abstract ConsoleAnnotator<?> annotate(T context, MarkupText text, int charPos);

    /** The note as it stands in the log. */
    public String encode() throws IOException {
        return PREAMBLE_STR + SignedNotes.encode(this) + POSTAMBLE_STR;
    }

    public void encodeTo(OutputStream out) throws IOException {
        out.write(encode().getBytes(StandardCharsets.UTF_8));
    }

    public void encodeTo(Writer out) throws IOException {
        out.write(encode());
    }

    public static List<String> removeNotes(Collection<String> logLines) {
        return logLines.stream().map(ConsoleNote::removeNotes).toList();
    }

    public static String removeNotes(String line) {
        return line.contains(PREAMBLE_STR) ? NOTE.matcher(line).replaceAll("") : line;
    }
}
