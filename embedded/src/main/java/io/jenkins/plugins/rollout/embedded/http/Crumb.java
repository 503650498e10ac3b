package io.jenkins.plugins.rollout.embedded.http;

import io.jenkins.plugins.rollout.embedded.home.SecretKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.springframework.security.core.Authentication;

/** What a page of this controller knows and a page of another site does not; it is needed to change anything. */
record Crumb(String value) {
    static final String FIELD = "Jenkins-Crumb";

    static Crumb of(Authentication who) {
        byte[] name = who.getName().getBytes(StandardCharsets.UTF_8);
        return new Crumb(HexFormat.of().formatHex(SecretKeys.sign("crumb", name)));
    }

    boolean isIn(HttpServletRequest request) {
        String given = request.getHeader(FIELD);
        String type = request.getContentType();
        if (given == null && type != null && type.startsWith("application/x-www-form-urlencoded")) {
            given = request.getParameter(FIELD);
        }
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }
}
