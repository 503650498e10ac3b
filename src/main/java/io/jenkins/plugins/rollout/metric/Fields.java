package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Template;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Checks that the fields of several sources share. */
final class Fields {
    private static final Situation ANY = new Situation("x", "x", "x", "x", "x", "x", "1", "x");

    private Fields() {}

    @CheckForNull
    static String trimmed(@CheckForNull String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    /** Exactly one of the two must be there. */
    static Optional<Problem> serverOrUrl(@CheckForNull String server, @CheckForNull String url) {
        if (server == null && url == null) {
            return Optional.of(
                    Problem.of("server", "is missing; name a server that an administrator defined, or a url"));
        }
        if (server != null && url != null) {
            return Optional.of(Problem.of("url", "cannot stand beside server; write one of the two"));
        }
        return url == null ? Optional.empty() : placeholders("url", url);
    }

    /** The text must be there, with known placeholders only. */
    static Optional<Problem> required(String field, @CheckForNull String text, String instead) {
        return text == null
                ? Optional.of(Problem.of(field, "is missing; write " + instead))
                : placeholders(field, text);
    }

    /** The text, if there is one, must match a regular expression. */
    static Optional<Problem> matching(String field, @CheckForNull String text, String expression, String otherwise) {
        return text == null || text.matches(expression)
                ? Optional.empty()
                : Optional.of(Problem.of(field, "'" + text + "' " + otherwise));
    }

    /** The text, if there is one, must have known placeholders only. */
    static Optional<Problem> placeholders(String field, @CheckForNull String text) {
        try {
            filled(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Problem.of(field, e.getMessage()));
        }
    }

    /**
     * The text with something harmless in place of each placeholder, to be read before the real values are known.
     *
     * @throws IllegalArgumentException naming an unknown placeholder
     */
    static String filled(@CheckForNull String text) {
        return text == null ? "" : Template.fill(text, ANY.placeholders());
    }

    /** Arguments with texts where numbers were written, for fields that take both. */
    static Map<String, Object> textsFor(Map<String, Object> arguments, List<String> fields) {
        var read = new LinkedHashMap<>(arguments);
        for (String field : fields) {
            read.computeIfPresent(field, (name, value) -> value instanceof BigDecimal decimal
                    ? decimal.toPlainString()
                    : value instanceof Number ? value.toString() : value);
        }
        return read;
    }

    /** What a form shows for a field. */
    static FormValidation form(Optional<Problem> problem) {
        return problem.map(found -> FormValidation.error(found.message())).orElseGet(FormValidation::ok);
    }

    /** Forms answer only those who may configure the job, or Jenkins where there is no job. */
    static void checkPermission(@CheckForNull Item item) {
        if (item == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            item.checkPermission(Item.CONFIGURE);
        }
    }
}
