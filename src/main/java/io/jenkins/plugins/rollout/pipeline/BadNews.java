package io.jenkins.plugins.rollout.pipeline;

import hudson.Extension;
import hudson.MarkupText;
import hudson.console.ConsoleAnnotationDescriptor;
import hudson.console.ConsoleAnnotator;
import hudson.console.ConsoleNote;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Shows a line of the log in red. The line says by its words and its {@code !!} what it is about. */
public final class BadNews extends ConsoleNote<Object> {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(BadNews.class.getName());

    private final int length;

    private BadNews(int length) {
        this.length = length;
    }

    static String encodeTo(String text) {
        try {
            return new BadNews(text.length()).encode() + text;
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "a line stays without its colour", e);
            return text;
        }
    }

    @Override
    public ConsoleAnnotator<Object> annotate(Object context, MarkupText text, int position) {
        text.addMarkup(position, position + length, "<span class='error-inline'>", "</span>");
        return null;
    }

    @Extension
    public static final class DescriptorImpl extends ConsoleAnnotationDescriptor {
        @Override
        public String getDisplayName() {
            return "Rollout: bad news";
        }
    }
}
