package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Actionable;
import hudson.model.ModelObject;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * Where a link from a chat or a mail leads: who has no name yet logs in and comes back; then the rollout is shown, with
 * the question whether to confirm. To look at it changes nothing: programs that open every link they see may open it.
 */
@Restricted(NoExternalUse.class)
public final class ConfirmPage implements ModelObject, StaplerProxy {
    static final String URL = "confirm";

    private final RolloutPage page;
    private final RolloutOfBuild rollout;
    private ObjectNode state;

    ConfirmPage(RolloutPage page, RolloutOfBuild rollout) {
        this.page = page;
        this.rollout = rollout;
    }

    @Override
    public String getDisplayName() {
        return page.getDisplayName();
    }

    /** The build, whose side panel stands beside the page. */
    public Actionable getObject() {
        return page.getObject();
    }

    /** The build as people call it. */
    public String getBuildName() {
        return page.getBuildName();
    }

    /** Of the rollout, from the server's root, with a slash at its end. */
    public String getBase() {
        return page.getBase();
    }

    /** Sends those to the login who have no name, and says by the status what is wrong with a link. */
    @Override
    public Object getTarget() {
        rollout.run().checkPermission(RolloutPermissions.VIEW);
        String token = Stapler.getCurrentRequest2().getParameter("token");
        String login = RolloutPage.loginUrl(
                getBase() + URL + "/?token=" + URLEncoder.encode(token == null ? "" : token, StandardCharsets.UTF_8));
        if (!login.isEmpty()) {
            throw HttpResponses.redirectTo(login);
        }
        StaplerResponse2 response = Stapler.getCurrentResponse2();
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer"); // the address is worth something
        state = page.stateOrError();
        ObjectNode confirm = state.putObject("confirm");
        try {
            LinkToken link = Links.get().check(rollout, token);
            confirm.put("act", StateView.word(link.act()))
                    .put("token", token)
                    .put("expires", link.expires().toString());
        } catch (Refusal e) {
            response.setStatus(e.status());
            confirm.put("error", e.getMessage());
        } catch (IOException e) {
            response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            confirm.put("error", String.valueOf(e.getMessage()));
        }
        return this;
    }

    /** What the page is painted from, safe to stand in a script element. */
    public String getStateJson() {
        return Answer.inPage(state);
    }
}
