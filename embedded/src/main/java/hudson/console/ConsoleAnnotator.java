package hudson.console;

import hudson.MarkupText;
import java.io.Serializable;

/** Marks up one line of a log after the other; the embedded controller asks notes alone, never these. */
public abstract class ConsoleAnnotator<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    public abstract ConsoleAnnotator<?> annotate(T context, MarkupText text);
}
