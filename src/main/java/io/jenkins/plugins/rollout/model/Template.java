package io.jenkins.plugins.rollout.model;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with {@code {{version}}} and the like in it. A value with characters outside {@code [A-Za-z0-9._:/@+-]} is
 * refused, never spliced in: it could end a quoted string of the query it stands in.
 */
public final class Template {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([A-Za-z]*)\\s*}}");
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._:/@+-]*");

    private Template() {}

    /**
     * Fills the placeholders of a text.
     *
     * @throws IllegalArgumentException naming the placeholder, when it is unknown or its value is not safe to splice in
     */
    public static String fill(String text, Map<String, String> values) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(found -> {
            String name = found.group(1);
            String value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException("{{" + name + "}} is not known here; write one of "
                        + String.join(", ", new TreeSet<>(values.keySet())));
            }
            if (!SAFE.matcher(value).matches()) {
                throw new IllegalArgumentException("{{" + name + "}} is '" + value
                        + "', which has characters outside A-Z a-z 0-9 . _ : / @ + - and is not put into a query or URL");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
