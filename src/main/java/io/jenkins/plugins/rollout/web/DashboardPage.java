package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import io.jenkins.plugins.rollout.service.MeterKeeper;
import io.jenkins.plugins.rollout.service.RolloutMeters;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/**
 * What is live where, what is under way, and what was: for everybody who may look at rollouts of at least one job, each
 * seeing what the jobs did that they may look at.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class DashboardPage implements RootAction {
    /** Where it is, from the root. */
    public static final String URL = "phased-rollout";

    private static final int ROLLOUTS = 30;
    private static final int MOST_ROLLOUTS = 200;
    private static final int LONGEST = 200;

    @Override
    @NonNull
    public String getIconFileName() {
        return "symbol-rollout plugin-phased-rollout";
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return "Rollouts";
    }

    @Override
    @NonNull
    public String getUrlName() {
        return URL;
    }

    /** What the page is painted from, safe to stand in a script element. */
    @NonNull
    public String getStateJson() {
        HttpServletRequest request = Stapler.getCurrentRequest2();
        ObjectNode json;
        try {
            json = view(request);
        } catch (Refusal e) {
            json = JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
        } catch (IOException e) {
            json = JsonNodeFactory.instance.objectNode().put("error", "the history cannot be read: " + e.getMessage());
        }
        String context = request == null ? "" : request.getContextPath();
        return Answer.inPage(json.put("root", context + "/").put("base", context + "/" + URL + "/"));
    }

    /** The same for programs, and for the page when it looks again. */
    @GET
    public void doHistory(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            Answer.send(response, HttpServletResponse.SC_OK, view(request));
        } catch (Refusal e) {
            Answer.send(response, e);
        }
    }

    private static ObjectNode view(HttpServletRequest request) throws IOException {
        var part = new DashboardView.Part(
                text(request, "application"), text(request, "environment"), text(request, "before"), most(request));
        try {
            return new DashboardView().json(HistoryKeeper.get(), part);
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, e.getMessage(), "before");
        }
    }

    private static String text(HttpServletRequest request, String name) {
        String text = request == null ? null : request.getParameter(name);
        return text == null ? "" : text.trim();
    }

    private static int most(HttpServletRequest request) {
        String text = text(request, "most");
        if (text.isEmpty()) {
            return ROLLOUTS;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_ROLLOUTS) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST, "most: '" + text + "' is no number from 1 to " + MOST_ROLLOUTS, "most");
        }
        return Integer.parseInt(text);
    }

    /** Somebody says what is live. */
    @RequirePOST
    public void doSay(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        try {
            RequestBody body = RequestBody.of(request);
            String application = needed(body, "application", "name the application as its Jenkinsfile does");
            String environment = Objects.requireNonNullElse(bounded(body, "environment"), "production");
            String version = needed(body, "version", "name the version that is live");
            String reason = needed(body, "reason", "say how you know in a few words, it is kept");
            Instant since = FreezesPage.moment(body, "since");
            if (since != null && since.isAfter(Instant.now())) {
                throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "since: " + since + " is not over yet", "since");
            }
            HistoryKeeper.get().say(Actors.current(body.via()), application, environment, version, since, reason);
            Answer.send(
                    response,
                    HttpServletResponse.SC_OK,
                    JsonNodeFactory.instance.objectNode().put("live", version));
        } catch (Refusal e) {
            Answer.send(response, e);
        }
    }

    /** For a metric server, with a permission of its own: the numbers name what every job rolls out. */
    @GET
    public void doMetrics(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(RolloutPermissions.METRICS);
        RolloutService.get().engine();
        RolloutMeters meters = MeterKeeper.get().meters().orElse(null);
        response.setHeader("Cache-Control", "no-store");
        if (meters == null) {
            response.setHeader("Retry-After", "5");
            Answer.send(response, new Refusal(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the history is being counted; ask again", ""));
            return;
        }
        String accept = request.getHeader("Accept");
        response.setContentType(RolloutMeters.contentType(accept));
        meters.write(accept, response.getOutputStream());
    }

    private static String needed(RequestBody body, String field, String otherwise) {
        String text = bounded(body, field);
        if (text == null) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, field + ": missing; " + otherwise, field);
        }
        return text;
    }

    @CheckForNull
    private static String bounded(RequestBody body, String field) {
        return FreezesPage.bounded(field, body.first(field), LONGEST);
    }
}
