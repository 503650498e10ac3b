package io.jenkins.plugins.rollout.embedded.http;

import hudson.Util;
import hudson.security.ACL;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import jenkins.model.Jenkins;

/** Answers that say no. */
final class Refusal {
    private Refusal() {}

    static void send(HttpServletRequest request, HttpServletResponse response, int status, String text)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(status);
        Page page = new Page(status + " " + name(status));
        page.html("<p>" + Page.text(text) + "</p>");
        if (status == 403 && ACL.isAnonymous2(Jenkins.getAuthentication2())) {
            String from = Util.rawEncode(request.getRequestURI()).replace("%2F", "/");
            page.html("<p><a href=\"/login?from=" + from + "\">Log in</a></p>");
        }
        page.send(response);
    }

    private static String name(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            default -> "Error";
        };
    }
}
