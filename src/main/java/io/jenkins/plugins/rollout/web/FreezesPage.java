package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.RootAction;
import hudson.security.Permission;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.DeclaredFreezes;
import io.jenkins.plugins.rollout.service.DeclaredFreezes.Declared;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/**
 * The freezes of this controller: a page on which release managers declare and lift them while rollouts run. Both ask
 * for Rollout/Configure and a reason, and are kept with who and when.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class FreezesPage implements RootAction, StaplerProxy {
    /** Where it is, from the root. */
    public static final String URL = "rollout-freezes";

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_REASON = 2_000;

    @Override
    @CheckForNull
    public String getIconFileName() {
        return Jenkins.get().hasPermission(getRequiredPermission()) ? "symbol-rollout plugin-phased-rollout" : null;
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return "Rollout freezes";
    }

    @Override
    @NonNull
    public String getUrlName() {
        return URL;
    }

    public Permission getRequiredPermission() {
        return RolloutPermissions.CONFIGURE;
    }

    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(getRequiredPermission());
        return this;
    }

    /** Those that people declared, newest first, then those of the configuration. */
    public List<FreezeRow> getFreezes() {
        Instant now = Instant.now();
        return Stream.concat(
                        DeclaredFreezes.get().all().stream().map(declared -> FreezeRow.of(declared, now)),
                        Administration.get().rules().freezes().stream().map(freeze -> FreezeRow.of(freeze, now)))
                .toList();
    }

    @GET
    public void doList(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        getFreezes().forEach(row -> list.add(row.json()));
        response.setHeader("Cache-Control", "no-store");
        Answer.send(response, HttpServletResponse.SC_OK, list);
    }

    @RequirePOST
    public void doDeclare(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(getRequiredPermission());
        answering(request, response, body -> {
            Instant now = Instant.now();
            Freeze freeze = freeze(body, now);
            try {
                return DeclaredFreezes.get().declare(freeze, Actors.current(body.via()), now);
            } catch (IllegalArgumentException e) {
                throw new Refusal(HttpServletResponse.SC_CONFLICT, e.getMessage(), "name");
            }
        });
    }

    @RequirePOST
    public void doLift(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(getRequiredPermission());
        answering(request, response, body -> {
            String id = needed(body, "id", "the id of the freeze is missing", LONGEST_NAME);
            String reason = needed(body, "reason", "missing; say why in a few words, it is kept", LONGEST_REASON);
            return DeclaredFreezes.get()
                    .lift(id, Actors.current(body.via()), reason, Instant.now())
                    .orElseThrow(() -> new Refusal(
                            HttpServletResponse.SC_NOT_FOUND,
                            "no freeze of that id holds; one of the configuration is lifted there",
                            "id"));
        });
    }

    private static Freeze freeze(RequestBody body, Instant now) {
        Instant from = moment(body, "from");
        Instant until = moment(body, "until");
        if (until != null && !until.isAfter(from == null ? now : from)) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST, "until: " + until + " is not after the begin", "until");
        }
        return new Freeze(
                needed(body, "name", "missing; give it a name, people will speak of it", LONGEST_NAME),
                bounded("applications", body.first("applications"), LONGEST_NAME),
                bounded("environments", body.first("environments"), LONGEST_NAME),
                from,
                until,
                needed(body, "reason", "missing; say why in a few words, it is shown to those who wait", LONGEST_REASON));
    }

    static Instant moment(RequestBody body, String field) {
        try {
            return CalendarText.instant(field, body.first(field));
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, e.getMessage(), field);
        }
    }

    private static String needed(RequestBody body, String field, String otherwise, int longest) {
        String text = bounded(field, body.first(field), longest);
        if (text == null) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, field + ": " + otherwise, field);
        }
        return text;
    }

    static String bounded(String field, String text, int longest) {
        String stripped = text == null ? null : text.strip();
        if (stripped != null && (stripped.length() > longest || stripped.chars().anyMatch(Character::isISOControl))) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST,
                    field + ": longer than " + longest + " characters, or with a line break in it",
                    field);
        }
        return stripped;
    }

    private interface Work {
        Declared done(RequestBody body) throws IOException;
    }

    /** A browser goes back to the page; a program gets JSON. */
    private static void answering(StaplerRequest2 request, StaplerResponse2 response, Work work) throws IOException {
        String accept = request.getHeader("Accept");
        boolean browser = accept != null && accept.contains("text/html");
        try {
            Declared done = work.done(RequestBody.of(request));
            if (browser) {
                response.sendRedirect(HttpServletResponse.SC_SEE_OTHER, ".");
            } else {
                ObjectNode json = FreezeRow.of(done, Instant.now()).json();
                Answer.send(response, HttpServletResponse.SC_OK, json);
            }
        } catch (Refusal e) {
            if (browser) {
                throw HttpResponses.errorWithoutStack(e.status(), e.getMessage());
            }
            Answer.send(response, e);
        }
    }
}
