package io.jenkins.plugins.rollout.embedded.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** An answer, with Jenkins' redirects. */
final class WebResponse extends HttpServletResponseWrapper implements StaplerResponse2 {
    WebResponse(HttpServletResponse response) {
        super(response);
    }

    /** To where the browser says it came from, if that is a page of this controller. */
    @Override
    public void forwardToPreviousPage(StaplerRequest2 request) throws IOException {
        String referer = request.getHeader("Referer");
        boolean ours = referer != null && referer.startsWith(request.getRootPath() + "/");
        sendRedirect(SC_SEE_OTHER, ours ? referer : ".");
    }

    @Override
    public void sendRedirect2(String url) throws IOException {
        sendRedirect(SC_MOVED_TEMPORARILY, url);
    }

    @Override
    public void sendRedirect(int statusCode, String url) throws IOException {
        setStatus(statusCode);
        setHeader("Location", url);
    }
}
