package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.journal.Lines;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;

/** The few texts that an act comes with: a form, query parameters or a flat JSON object. */
final class RequestBody {
    /** Bytes of a body, and characters of all texts in it together. */
    static final int LARGEST = 64 * 1024;

    private static final String JSON = "application/json";
    private final Function<String, String> texts;

    private RequestBody(Function<String, String> texts) {
        this.texts = texts;
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
            return new RequestBody(name -> bounded(request.getParameter(name)));
        }
        byte[] bytes = request.getInputStream().readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw tooLarge();
        }
        JsonNode json = parse(bytes);
        return new RequestBody(name -> text(name, json.get(name)));
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
        if (!value.isTextual()) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, name + ": is no text", name);
        }
        return value.textValue();
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

    /** The way that the person came: {@code page} and {@code log} say so, everything else is a program. */
    String via() {
        String via = texts.apply("via");
        return "page".equals(via) || "log".equals(via) ? via : "api";
    }
}
