package org.jenkinsci.plugins.workflow.support.steps.input;

import hudson.console.HyperlinkNote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A link that posts; the log page's script reads the address from the attribute and sends it with the crumb. */
public final class POSTHyperlinkNote extends HyperlinkNote {
    private static final long serialVersionUID = 1L;

    private final String url;

    public POSTHyperlinkNote(String url, int length) {
        super("#", length);
        this.url = url;
    }

    public static String encodeTo(String url, String text) {
        try {
            return new POSTHyperlinkNote(url, text.length()).encode() + text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected String extraAttributes() {
        String encoded = URLEncoder.encode(absolute(url), StandardCharsets.UTF_8);
        return " data-encoded-url=\""
                + Base64.getUrlEncoder().encodeToString(encoded.getBytes(StandardCharsets.UTF_8))
                + "\" class=\"post-hyperlink-note-button\"";
    }
}
