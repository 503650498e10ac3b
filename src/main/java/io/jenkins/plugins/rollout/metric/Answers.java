package io.jenkins.plugins.rollout.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.http.Masks;
import io.jenkins.plugins.rollout.http.Response;
import java.util.Map;

/** Reads what servers answer. */
final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int QUOTE_LIMIT = 200;
    private static final int SENTENCE_LIMIT = 500;

    private Answers() {}

    /**
     * The whole body of a successful answer.
     *
     * @throws Unusable when the status says that it is none
     */
    static String body(Response response) {
        if (!response.isSuccess()) {
            throw new Unusable(response.toString());
        }
        return response.wholeBody();
    }

    /**
     * The body as JSON, whatever the status.
     *
     * @throws Unusable when it is none
     */
    static JsonNode json(Response response) {
        try {
            JsonNode node = JSON.readTree(response.wholeBody());
            if (node == null || node.isMissingNode()) {
                throw new Unusable(response.name() + " answered with an empty body");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new Unusable(response.name() + " answered with JSON that is nested too deeply, or holds a number or"
                    + " name that is too long to be read");
        } catch (JsonProcessingException e) {
            // without the parser's message, which quotes the body
            throw new Unusable(response.name() + " answered with something that is not JSON");
        }
    }

    /**
     * What a server says instead of an answer.
     *
     * @param words its own, with its status in their place where there are none
     * @param sent the headers of the request, should it repeat them
     */
    static Unusable refusal(Response response, String words, Map<String, String> sent) {
        String shown = quote(Masks.mask(words, sent));
        return new Unusable(shown.isEmpty() ? response.toString() : response.name() + ": " + shown);
    }

    /**
     * The body as JSON when it is that.
     *
     * @throws Unusable with the status when that is no success and the body is no JSON: an error page says less
     */
    static JsonNode jsonOrStatus(Response response) {
        try {
            return json(response);
        } catch (Unusable e) {
            body(response);
            throw e;
        }
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** A few words of a server's own, fit to be shown: one line, bounded. */
    static String quote(String words) {
        return line(words, QUOTE_LIMIT);
    }

    /** What a criterion says of its verdict, which may quote a server: one line, bounded. */
    static String sentence(String words) {
        return line(words, SENTENCE_LIMIT);
    }

    private static String line(String words, int limit) {
        String line = words.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").trim();
        return line.length() <= limit ? line : line.substring(0, limit) + "…";
    }
}
