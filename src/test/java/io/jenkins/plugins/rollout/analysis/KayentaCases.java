package io.jenkins.plugins.rollout.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.StreamSupport;

/** Inputs and results of Kayenta's own tests; where they come from stands in their README. */
final class KayentaCases {
    private KayentaCases() {}

    static List<JsonNode> read(String file) throws IOException {
        try (InputStream in = KayentaCases.class.getResourceAsStream("kayenta/" + file)) {
            return StreamSupport.stream(new ObjectMapper().readTree(in).spliterator(), false).toList();
        }
    }

    static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToDouble(JsonNode::asDouble).toArray();
    }

    static double number(JsonNode node, double otherwise) {
        return node.isTextual() ? Double.NaN : node.asDouble(otherwise);
    }
}
