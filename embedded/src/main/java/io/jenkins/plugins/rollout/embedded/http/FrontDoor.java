package io.jenkins.plugins.rollout.embedded.http;

import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.io.EofException;
import org.kohsuke.stapler.Stapler;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/** Takes every request: from this machine, from whom, with a crumb when it changes something, and then to its place. */
final class FrontDoor extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(FrontDoor.class.getName());
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private transient volatile EmbeddedJenkins jenkins;

    void open(EmbeddedJenkins controller) {
        this.jenkins = controller;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", "default-src 'self'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "sameorigin");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        response.setHeader("X-Jenkins", "embedded");
        if (!isForThisMachine(request)) {
            // a page of another site may have bound its own name to this address
            Refusal.send(request, response, 403, "This controller answers to 127.0.0.1 and localhost only");
            return;
        }
        LogIn who = LogIn.of(request, jenkins.people());
        if (who.isWrong()) {
            LogIn.ask(response, "Wrong user or password");
            return;
        }
        try (ACLContext ignored = ACL.as2(who.authentication())) {
            admitted(request, response, who.authentication());
        }
    }

    private void admitted(HttpServletRequest request, HttpServletResponse response, Authentication who)
            throws IOException {
        if (!READING.contains(request.getMethod()) && !Crumb.of(who).isIn(request)) {
            Refusal.send(request, response, 403, "No valid crumb was included in the request");
            return;
        }
        WebRequest asked = new WebRequest(request);
        WebResponse answer = new WebResponse(response);
        Stapler.serve(asked, answer);
        try {
            new Walk(asked, answer).from(new ControllerSite(jenkins));
        } catch (AccessDeniedException e) {
            Refusal.send(request, response, 403, e.getMessage());
        } catch (EofException e) {
            LOGGER.log(Level.FINE, "Whoever asked did not wait for the answer", e);
        } catch (IOException | ServletException | RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, "Could not answer " + request.getMethod() + " " + request.getRequestURI(), e);
            if (!response.isCommitted()) {
                Refusal.send(request, response, 500, "Something went wrong; the controller's own log says what");
            }
        } finally {
            Stapler.serve(null, null);
        }
    }

    private static boolean isForThisMachine(HttpServletRequest request) {
        return Set.of("127.0.0.1", "localhost", "[::1]").contains(request.getServerName());
    }
}
