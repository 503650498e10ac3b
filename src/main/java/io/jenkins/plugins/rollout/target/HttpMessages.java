package io.jenkins.plugins.rollout.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.Masks;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.model.Situation;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The JSON that the {@code http} target and its servers exchange, as its help page describes it. */
final class HttpMessages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ERROR_LIMIT = 300;

    private HttpMessages() {}

    /**
     * What an answer's body says, as far as it says anything.
     *
     * @param state of the operation; empty when it is not said or not one of the known words
     * @param live whether anybody still gets the version; empty when it is not said
     * @param error what went wrong, as one bounded line of text without secrets, or empty
     */
    record Said(Optional<Observation.State> state, Optional<Boolean> live, String error) {}

    /** The body of a deploy or undo. */
    static String perform(TargetCall call) {
        return body(call, call.action().word()).toString();
    }

    /** The body of a question for what became of an operation. */
    static String status(TargetCall call) {
        return body(call, "status").put("of", call.action().word()).toString();
    }

    private static ObjectNode body(TargetCall call, String action) {
        Situation situation = call.situation();
        ObjectNode body = JSON.createObjectNode();
        body.put("action", action);
        body.put("operation", key(call));
        body.put("rollout", situation.rolloutId());
        body.put("application", situation.application());
        body.put("environment", situation.environment());
        body.put("version", situation.version());
        body.put("previousVersion", orNull(situation.previousVersion()));
        body.put("phase", situation.phase());
        body.put("exposure", situation.exposure().isEmpty() ? null : new BigDecimal(situation.exposure()));
        body.put("audience", orNull(situation.audience()));
        if (!situation.answers().isEmpty()) {
            ObjectNode answers = body.putObject("answers");
            situation.answers().forEach((question, answer) -> answers.put(question, orNull(answer)));
        }
        return body;
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The operation id as a header can carry it: what is not visible ASCII is percent-encoded. */
    static String key(TargetCall call) {
        var key = new StringBuilder();
        for (byte each : call.operation().getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '%') {
                key.append((char) each);
            } else {
                key.append(String.format("%%%02X", each & 0xff));
            }
        }
        return key.toString();
    }

    /**
     * Reads an answer's body. Anything but a JSON object says nothing, and so does a body too long to be read whole.
     *
     * @param headers what was sent; should the server repeat a value of them, it is not passed on
     */
    static Said read(Response response, Map<String, String> headers) {
        JsonNode body = json(response);
        JsonNode live = body.path("live");
        return new Said(
                state(body.path("state").asText("")),
                live.isBoolean() ? Optional.of(live.asBoolean()) : Optional.empty(),
                line(body.path("error").asText(""), headers));
    }

    private static JsonNode json(Response response) {
        if (response.truncated()) {
            return JSON.missingNode();
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            return JSON.missingNode(); // the status speaks for itself
        }
    }

    private static Optional<Observation.State> state(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "done" -> Optional.of(Observation.State.DONE);
            case "changed" -> Optional.of(Observation.State.CHANGED);
            case "failed" -> Optional.of(Observation.State.FAILED);
            case "running" -> Optional.of(Observation.State.RUNNING);
            case "unknown" -> Optional.of(Observation.State.UNKNOWN);
            default -> Optional.empty();
        };
    }

    /** Text from outside as one line that can be shown. */
    static String line(String text, Map<String, String> headers) {
        String line = Masks.mask(text, headers).replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ").trim();
        return line.length() <= ERROR_LIMIT ? line : line.substring(0, ERROR_LIMIT) + "…";
    }
}
