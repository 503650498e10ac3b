package io.jenkins.plugins.rollout.embedded.http;

import io.jenkins.plugins.rollout.embedded.home.People;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/** Who a request says it comes from, by HTTP Basic. */
final class LogIn {
    private static final String SCHEME = "Basic ";

    private final Authentication authentication;

    private LogIn(Authentication authentication) {
        this.authentication = authentication;
    }

    static LogIn of(HttpServletRequest request, People people) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return new LogIn(Jenkins.ANONYMOUS2);
        }
        return new LogIn(read(header, people).orElse(null));
    }

    private static Optional<Authentication> read(String header, People people) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).trim());
            String text = new String(decoded, StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0 ? Optional.empty() : people.logIn(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean isWrong() {
        return authentication == null;
    }

    Authentication authentication() {
        return authentication;
    }

    /** Makes the browser ask. */
    static void ask(HttpServletResponse response, String text) throws IOException {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader("WWW-Authenticate", "Basic realm=\"embedded controller\", charset=\"UTF-8\"");
        Page page = new Page("Log in");
        page.html("<p>" + Page.text(text) + "</p><p><a href=\"/\">Go on without</a></p>");
        page.send(response);
    }
}
