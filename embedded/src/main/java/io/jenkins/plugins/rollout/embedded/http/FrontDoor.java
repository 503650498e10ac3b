package io.jenkins.plugins.rollout.embedded.http;

import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Takes every request. */
final class FrontDoor extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private transient volatile EmbeddedJenkins jenkins;

    void open(EmbeddedJenkins controller) {
        this.jenkins = controller;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.sendError(404);
    }
}
