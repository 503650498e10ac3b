package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.Optional;

/**
 * Where placeholders stand in a query language with quotes. A value holds letters, digits and {@code . _ : / @ + -}: it
 * cannot end a quoted text, but outside of one {@code --} and {@code //} begin a comment, and {@code /} ends a regular
 * expression.
 */
final class Quotes {
    private static final String PLACEHOLDER = "{{";
    private static final String NUMBER = "{{exposure}}";

    private Quotes() {}

    /** The text must be there, with known placeholders only, each of them in quotes or a regular expression. */
    static Optional<Problem> required(String field, @CheckForNull String query, String instead) {
        Optional<Problem> problem = Fields.required(field, query, instead);
        return problem.isPresent() || query == null || bare(query).isEmpty()
                ? problem
                : bare(query).map(text -> Problem.of(field, text + " stands outside of quotes; write '" + text + "'"));
    }

    /** Fills the placeholders of a query; a value with a slash does not go into one with regular expressions. */
    static String fill(SampleRequest request, String query) {
        String filled = request.fill(query);
        boolean regular = query.contains("=~") || query.contains("!~");
        if (regular && slashes(filled) > slashes(query)) {
            throw new Unusable("a value with / in it is not put into a query with a regular expression; compare with =");
        }
        return filled;
    }

    private static long slashes(String text) {
        return text.chars().filter(letter -> letter == '/').count();
    }

    /** The first placeholder outside of quotes. */
    private static Optional<String> bare(String query) {
        char open = 0;
        for (int i = 0; i < query.length(); i++) {
            char letter = query.charAt(i);
            if (open != 0) {
                if (letter == '\\') {
                    i++;
                } else if (letter == open) {
                    open = 0;
                }
            } else if ("'\"`".indexOf(letter) >= 0 || letter == '/' && query.substring(0, i).matches("(?s).*[=!]~\\s*")) {
                open = letter;
            } else if (query.startsWith(PLACEHOLDER, i) && !query.startsWith(NUMBER, i)) {
                int end = query.indexOf("}}", i);
                return Optional.of(query.substring(i, end < 0 ? query.length() : end + 2));
            }
        }
        return Optional.empty();
    }
}
