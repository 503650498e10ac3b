package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.journal.Lines;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes JSON as an answer, or as a part of a page. */
final class Answer {
    private Answer() {}

    static void send(HttpServletResponse response, int status, JsonNode json) throws IOException {
        byte[] bytes = Lines.JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    static void send(HttpServletResponse response, Refusal refusal) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("error", refusal.getMessage());
        if (!refusal.field().isEmpty()) {
            json.put("field", refusal.field());
        }
        if (refusal.retryAfter() > 0) {
            response.setHeader("Retry-After", Long.toString(refusal.retryAfter()));
        }
        response.setHeader("Cache-Control", "no-store");
        send(response, refusal.status(), json);
    }

    /**
     * JSON that can stand in a {@code <script type="application/json">}: nothing in it can end the element or start a
     * comment, whatever was in a name or a comment.
     */
    static String inPage(JsonNode json) {
        String text;
        try {
            text = Lines.JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
        var safe = new StringBuilder(text.length() + 64);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<', '>', '&', '\u2028', '\u2029' -> safe.append(String.format("\\u%04x", (int) c));
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }
}
