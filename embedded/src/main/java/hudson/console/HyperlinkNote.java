package hudson.console;

import hudson.MarkupText;
import hudson.Util;
import java.io.IOException;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/** A link over the text behind it. */
public class HyperlinkNote extends ConsoleNote<Object> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(HyperlinkNote.class.getName());

    /** A leading slash means the controller's root. */
    private final String url;

    private final int length;

    public HyperlinkNote(String url, int length) {
        this.url = url;
        this.length = length;
    }

    @Override
    public ConsoleAnnotator<?> annotate(Object context, MarkupText text, int charPos) {
        text.addMarkup(
                charPos,
                charPos + length,
                "<a href=\"" + Util.xmlEscape(absolute(url)) + "\"" + extraAttributes() + ">",
                "</a>");
        return null;
    }

    /** The URL as the reader's browser needs it. */
    protected static String absolute(String url) {
        if (!url.startsWith("/")) {
            return url;
        }
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        if (request != null) {
            return request.getContextPath() + url;
        }
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        String root = jenkins == null ? null : jenkins.getRootUrl();
        return root == null ? url : root + url.substring(1);
    }

    protected String extraAttributes() {
        return "";
    }

    public static String encodeTo(String url, String text) {
        return encodeTo(url, text, HyperlinkNote::new);
    }

    static String encodeTo(String url, String text, BiFunction<String, Integer, ConsoleNote<?>> note) {
        // a note spans one line
        String line = text.replaceAll("[\r\n]+", " ");
        try {
            return note.apply(url, line.length()).encode() + line;
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "Could not write a link to " + url, e);
            return line;
        }
    }
}
