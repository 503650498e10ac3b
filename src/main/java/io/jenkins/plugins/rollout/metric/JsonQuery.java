package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds one value in a JSON document: by JSON Pointer (RFC 6901) {@code /data/0/value}, or by the part of JSONPath
 * (RFC 9535) that leads to one place, the singular queries {@code $.data[0].value}, {@code $['a b'][-1]}, with one
 * addition, a filter that picks by a member's value: {@code $.series[?@.name == 'errors'].value}. Several hits of a
 * filter are an error, not a choice.
 *
 * <p>JSONPath's wildcards, slices and descents find many values where a criterion wants one, so a general engine would
 * bring a dependency, and a parser fed by Jenkinsfiles, for what is then refused.
 */
final class JsonQuery {
    private static final String NAME = "[A-Za-z_\\x80-\\x{10FFFF}][A-Za-z0-9_\\x80-\\x{10FFFF}-]*";
    private static final String INDEX = "-?[0-9]{1,9}";
    private static final String QUOTED = "'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"";
    private static final String LITERAL = QUOTED + "|-?[0-9]+(?:\\.[0-9]+)?|true|false|null";
    private static final Pattern SEGMENT = Pattern.compile("\\.(?<name>" + NAME + ")"
            + "|\\[\\s*(?:(?<index>" + INDEX + ")|(?<quoted>" + QUOTED + ")"
            + "|\\?\\s*(?<open>\\(\\s*)?@(?<member>(?:\\." + NAME + "|\\[\\s*(?:" + INDEX + "|" + QUOTED + ")\\s*])+)"
            + "\\s*==\\s*(?<literal>" + LITERAL + ")\\s*(?<close>\\))?)\\s*]");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9A-Fa-f]{4}|.)");

    private static final int LENGTH_LIMIT = 1000;

    /** One step further into the document. */
    private sealed interface Step {
        record Member(String name) implements Step {}

        record Element(int index) implements Step {}

        record Filter(List<Step> path, JsonNode literal) implements Step {}
    }

    private final String text;
    private final JsonPointer pointer;
    private final List<Step> steps;

    private JsonQuery(String text, JsonPointer pointer, List<Step> steps) {
        this.text = text;
        this.pointer = pointer;
        this.steps = steps;
    }

    /**
     * Reads a query.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static JsonQuery parse(String text) {
        if (text.length() > LENGTH_LIMIT) {
            throw new IllegalArgumentException("is longer than " + LENGTH_LIMIT + " characters");
        }
        if (text.startsWith("/") || text.isEmpty()) {
            return new JsonQuery(text, JsonPointer.compile(text), List.of());
        }
        if (!text.startsWith("$")) {
            throw new IllegalArgumentException("'" + text + "' is neither a JSON Pointer, such as /data/0/value, nor a"
                    + " JSONPath, such as $.data[0].value");
        }
        return new JsonQuery(text, null, steps(text, 1));
    }

    private static List<Step> steps(String text, int from) {
        List<Step> steps = new ArrayList<>();
        Matcher segment = SEGMENT.matcher(text);
        int at = from;
        while (at < text.length()) {
            if (!segment.find(at)
                    || segment.start() != at
                    || (segment.group("open") == null) != (segment.group("close") == null)) {
                throw new IllegalArgumentException(
                        "'" + text.substring(at) + "' is not understood; a JSONPath here leads to"
                                + " one value, by .name, ['name'], [0] and [?@.name == 'value']");
            }
            steps.add(step(segment));
            at = segment.end();
        }
        return steps;
    }

    private static Step step(Matcher segment) {
        if (segment.group("name") != null) {
            return new Step.Member(segment.group("name"));
        }
        if (segment.group("index") != null) {
            return new Step.Element(Integer.parseInt(segment.group("index")));
        }
        if (segment.group("quoted") != null) {
            return new Step.Member(unquoted(segment.group("quoted")));
        }
        String literal = segment.group("literal");
        return new Step.Filter(
                steps(segment.group("member"), 0),
                switch (literal.charAt(0)) {
                    case '\'', '"' -> TextNode.valueOf(unquoted(literal));
                    case 't', 'f' -> BooleanNode.valueOf(literal.equals("true"));
                    case 'n' -> NullNode.getInstance();
                    default -> DoubleNode.valueOf(Double.parseDouble(literal));
                });
    }

    private static String unquoted(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        return ESCAPE.matcher(inner).replaceAll(found -> {
            String escape = found.group(1);
            String plain =
                    switch (escape.charAt(0)) {
                        case 'u' -> escape.length() == 5
                                ? Character.toString(Integer.parseInt(escape.substring(1), 16))
                                : "u";
                        case 'n' -> "\n";
                        case 't' -> "\t";
                        case 'r' -> "\r";
                        case 'b' -> "\b";
                        case 'f' -> "\f";
                        default -> escape;
                    };
            return Matcher.quoteReplacement(plain);
        });
    }

    /**
     * The value in the document.
     *
     * @return a missing node when there is none
     * @throws Unusable when a filter picks several
     */
    JsonNode find(JsonNode document) {
        return pointer != null ? document.at(pointer) : walk(document, steps);
    }

    private JsonNode walk(JsonNode from, List<Step> path) {
        JsonNode node = from;
        for (Step step : path) {
            node = take(node, step);
        }
        return node;
    }

    private JsonNode take(JsonNode node, Step step) {
        if (step instanceof Step.Member member) {
            return node.path(member.name());
        }
        if (step instanceof Step.Element element) {
            int index = element.index() < 0 ? node.size() + element.index() : element.index();
            return node.isArray() ? node.path(index) : MissingNode.getInstance();
        }
        return pick(node, (Step.Filter) step);
    }

    private JsonNode pick(JsonNode node, Step.Filter filter) {
        JsonNode picked = MissingNode.getInstance();
        for (JsonNode element : node) { // the members' values of an object, as RFC 9535 has it
            if (equal(walk(element, filter.path()), filter.literal())) {
                if (!picked.isMissingNode()) {
                    throw new Unusable("the filter of " + text + " picks several elements; it must pick one");
                }
                picked = element;
            }
        }
        return picked;
    }

    private static boolean equal(JsonNode node, JsonNode literal) {
        return literal.isNumber()
                ? node.isNumber() && node.doubleValue() == literal.doubleValue()
                : node.equals(literal);
    }
}
