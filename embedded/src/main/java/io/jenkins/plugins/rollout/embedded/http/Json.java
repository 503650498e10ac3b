package io.jenkins.plugins.rollout.embedded.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Answers for programs. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static void send(HttpServletResponse response, Map<String, ?> object) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.getOutputStream().write(MAPPER.writeValueAsBytes(object));
    }
}
