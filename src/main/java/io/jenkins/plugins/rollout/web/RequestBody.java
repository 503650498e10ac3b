package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.journal.Lines;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The few texts that an act comes with: a form, query parameters or a JSON object that is flat but for its answers. */
final class RequestBody {
    /** Bytes of a body, and characters of all texts in it together. */
    static final int LARGEST = 64 * 1024;

    private static final String JSON = "application/json";
    private static final String ANSWERS = "answers";
    private static final String ANSWER = "answer.";
    private final Function<String, String> texts;
    private final Map<String, String> answers;
    private final Function<String, List<String>> lists;

    private RequestBody(
            Function<String, String> texts, Map<String, String> answers, Function<String, List<String>> lists) {
        this.texts = texts;
        this.answers = answers;
        this.lists = lists;
    }

    /**
     * Reads it.
     *
     * @throws Refusal 400 when it cannot be read, 413 when it is too large
     */
    static RequestBody of(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > LARGEST) {
            throw tooLarge();
        }
        String type = request.getContentType() == null ? "" : request.getContentType();
        if (!type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
            return new RequestBody(
                    name -> bounded(request.getParameter(name)),
                    answers(request),
                    name -> values(request.getParameterValues(name)));
        }
        byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw tooLarge();
        }
        JsonNode json = parse(bytes);
        return new RequestBody(
                name -> text(name, json.get(name)), answers(json.get(ANSWERS)), name -> values(name, json.get(name)));
    }

    /** {@code item=search&item=checkout} */
    private static List<String> values(String[] values) {
        return values == null ? List.of() : Stream.of(values).map(RequestBody::bounded).toList();
    }

    /** {@code "item": ["search", "checkout"]}, or one alone. Numbers are texts here. */
    private static List<String> values(String name, JsonNode json) {
        if (json == null || json.isNull()) {
            return List.of();
        }
        var values = new ArrayList<String>();
        for (JsonNode value : json.isArray() ? json : List.of(json)) {
            String text = value.isNumber() ? value.asText() : text(name, value);
            if (text != null) {
                values.add(text);
            }
        }
        return values;
    }

    /** {@code answer.ticket=OPS-7} */
    private static Map<String, String> answers(HttpServletRequest request) {
        var answers = new LinkedHashMap<String, String>();
        for (String name : Collections.list(request.getParameterNames())) {
            if (name.startsWith(ANSWER)) {
                answers.put(name.substring(ANSWER.length()), bounded(request.getParameter(name)));
            }
        }
        return answers;
    }

    /** {@code "answers": {"ticket": "OPS-7", "told": true}} */
    private static Map<String, String> answers(JsonNode json) {
        var answers = new LinkedHashMap<String, String>();
        if (json == null || json.isNull()) {
            return answers;
        }
        if (!json.isObject()) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "answers: is no JSON object; write {\"answers\": {\"ticket\": \"OPS-7\"}}",
                    ANSWERS);
        }
        json.properties().forEach(answer -> {
            String field = ANSWERS + "." + answer.getKey();
            JsonNode value = answer.getValue();
            String text = value.isNumber() ? value.asText() : text(field, value);
            if (text != null) {
                answers.put(answer.getKey(), text);
            }
        });
        return answers;
    }

    private static JsonNode parse(byte[] bytes) throws IOException {
        try {
            JsonNode json = Lines.JSON.readTree(bytes);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST, "the body is no JSON: " + e.getOriginalMessage(), "");
        }
        throw new Refusal(
                HttpServletResponse.SC_BAD_REQUEST, "the body is no JSON object; write {\"comment\": \"…\"}", "");
    }

    private static String text(String name, JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual() && !value.isBoolean()) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, name + ": is no text", name);
        }
        return value.asText();
    }

    private static boolean truth(String name, String text) {
        return switch (text == null ? "" : text.trim()) {
            case "true", "on" -> true;
            case "false", "" -> false;
            default -> throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST, name + ": '" + text + "' is neither true nor false", name);
        };
    }

    private static String bounded(String text) {
        if (text != null && text.length() > LARGEST) {
            throw tooLarge();
        }
        return text;
    }

    private static Refusal tooLarge() {
        return new Refusal(
                HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                "the body is larger than " + LARGEST / 1024 + " KiB; shorten the comment or reason",
                "");
    }

    /** The same, with one text for sure. */
    RequestBody with(String name, String text) {
        return new RequestBody(other -> other.equals(name) ? text : texts.apply(other), answers, lists);
    }

    /** The first of these texts that is there; null when none is. */
    String first(String... names) {
        for (String name : names) {
            String text = texts.apply(name);
            if (text != null && !text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    /** All texts and numbers of that name; empty when there are none. */
    List<String> all(String name) {
        return lists.apply(name);
    }

    /** A text or a number; null when there is none. */
    String one(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, name + ": is given " + all.size() + " times", name);
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /** Answers to questions, by the questions' names. */
    Map<String, String> answers() {
        return answers;
    }

    /** Whether it says {@code true}; a box that was ticked says {@code on}. */
    boolean says(String name) {
        return truth(name, texts.apply(name));
    }

    /** The way that the person came: {@code page} and {@code log} say so, everything else is a program. */
    String via() {
        String via = texts.apply("via");
        return "page".equals(via) || "log".equals(via) ? via : "api";
    }
}
