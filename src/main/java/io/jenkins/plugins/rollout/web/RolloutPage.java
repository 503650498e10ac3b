package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Actionable;
import hudson.model.ModelObject;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.rollout.audit.Verification;
import io.jenkins.plugins.rollout.feedback.FeedbackCsv;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/**
 * One rollout: its page, and the requests under it. Whoever may read the job may look; whether somebody may act is
 * decided by the engine at the moment it happens.
 */
@Restricted(NoExternalUse.class)
public final class RolloutPage implements ModelObject {
    private final Run<?, ?> run;
    private final String id;
    private final RolloutOfBuild rollout;

    RolloutPage(Run<?, ?> run, String id) {
        this.run = run;
        this.id = id;
        this.rollout = new RolloutOfBuild(run, id);
    }

    @Override
    public String getDisplayName() {
        return "Rollout";
    }

    /** The build, whose side panel stands beside the page. */
    public Actionable getObject() {
        return run;
    }

    /** The build as people call it. */
    public String getBuildName() {
        return run.getFullDisplayName();
    }

    public String getId() {
        return id;
    }

    /** The URL under the build that names this rollout also when it is the only one; and where links lead. */
    @CheckForNull
    public Object getDynamic(String token) {
        if (id.equals(token)) {
            return this;
        }
        return token.equals(ConfirmPage.URL) ? new ConfirmPage(this, rollout) : null;
    }

    /** From the server's root, with a slash at its end. */
    public String getBase() {
        return contextPath() + "/" + run.getUrl() + RolloutAction.URL + "/" + id + "/";
    }

    /** Where somebody without a name can log in and come back; empty for those who have one. */
    public String getLoginUrl() {
        return loginUrl(getBase());
    }

    /** @param from a path from the server's root, where to come back to */
    static String loginUrl(String from) {
        return ACL.isAnonymous2(Jenkins.getAuthentication2())
                ? contextPath() + "/login?from=" + URLEncoder.encode(from, StandardCharsets.UTF_8)
                : "";
    }

    /** What the page is painted from at once, safe to stand in a script element. */
    public String getStateJson() {
        run.checkPermission(RolloutPermissions.VIEW);
        ObjectNode json = stateOrError();
        rollout.damage().ifPresent(bad -> json.set("damaged", Lines.JSON.valueToTree(bad)));
        return Answer.inPage(json);
    }

    ObjectNode stateOrError() {
        try {
            return rollout.state(rollout.timeline(), Viewer.current(run, contextPath()));
        } catch (Refusal e) {
            return JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
        }
    }

    @GET
    public void doState(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            var viewer = Viewer.current(run, request.getContextPath());
            ObjectNode json = rollout.state(rollout.timeline(), viewer);
            String tag = tag(json);
            response.setHeader("Cache-Control", "private, no-cache");
            response.setHeader("ETag", tag);
            if (tag.equals(request.getHeader("If-None-Match"))) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            } else {
                Answer.send(response, HttpServletResponse.SC_OK, json);
            }
        });
    }

    /** The same while nothing happened, nobody said anything and the viewer may do the same. */
    private static String tag(ObjectNode json) {
        return "W/\"" + json.get("sequence").asText() + "-"
                + Integer.toHexString((json.get("user") + " " + json.get("may") + " " + json.get("feedback") + " "
                        + json.get("queue") + " " + json.get("messages")).hashCode()) + "\"";
    }

    @GET
    public void doEvents(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            long after = sequence(request.getParameter("after"));
            boolean wait = Boolean.parseBoolean(request.getParameter("wait"));
            boolean state = Boolean.parseBoolean(request.getParameter("state"));
            Timeline timeline = rollout.timeline();
            var viewer = Viewer.current(run, request.getContextPath());
            LongPoll.Writer writer = out -> answering(out, () -> {
                out.setHeader("Cache-Control", "no-store");
                Answer.send(out, HttpServletResponse.SC_OK, rollout.events(timeline, viewer, after, state));
            });
            if (wait) {
                LongPoll.answer(request, response, timeline, after, writer);
            } else {
                writer.write(response);
            }
        });
    }

    private static long sequence(String text) {
        try {
            long sequence = text == null || text.isEmpty() ? 0 : Long.parseLong(text);
            if (sequence >= 0) {
                return sequence;
            }
        } catch (NumberFormatException e) {
            throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST, "after: '" + text + "' is no sequence number", "after");
        }
        throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "after: " + text + " is less than 0", "after");
    }

    @GET
    public void doJournal(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> JournalFile.of(RolloutService.directory(run, id))
                .orElseThrow(RolloutOfBuild::notBegun)
                .send(id, response));
    }

    /** Whether every record is as it was written, in itself and by what the audit trail was told. */
    @GET
    public void doVerify(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            Verification verification = rollout.verify();
            response.setHeader("Cache-Control", "no-store");
            Answer.send(response, HttpServletResponse.SC_OK, Lines.JSON.valueToTree(verification));
        });
    }

    @RequirePOST
    public void doApprove(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.APPROVE, request, response);
    }

    /** Takes back one's own yes. */
    @RequirePOST
    public void doWithdraw(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.WITHDRAW, request, response);
    }

    @RequirePOST
    public void doReject(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.REJECT, request, response);
    }

    @RequirePOST
    public void doPause(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.PAUSE, request, response);
    }

    @RequirePOST
    public void doResume(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.RESUME, request, response);
    }

    @RequirePOST
    public void doRetry(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.RETRY, request, response);
    }

    @RequirePOST
    public void doSkip(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.SKIP, request, response);
    }

    @RequirePOST
    public void doPromote(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.PROMOTE, request, response);
    }

    /** Goes past freezes and closed hours, by more people. */
    @RequirePOST
    public void doHotfix(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.HOTFIX, request, response);
    }

    @RequirePOST
    public void doRollback(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.ROLLBACK, request, response);
    }

    @RequirePOST
    public void doStop(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        act(Act.STOP, request, response);
    }

    private void act(Act act, StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        acting(request, response, body -> rollout.act(act, Actors.current(run, body.via()), body));
    }

    /** Makes a link that asks for a yes or a no. Nothing of the rollout changes. */
    @RequirePOST
    public void doLink(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            var viewer = Viewer.current(run, request.getContextPath());
            limit(request, viewer.actor());
            LinkToken link = Links.make(rollout, viewer, RequestBody.of(request));
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("url", absolute(request) + ConfirmPage.URL + "?token=" + link.signed())
                    .put("expires", link.expires().toString());
            response.setHeader("Cache-Control", "no-store");
            Answer.send(response, HttpServletResponse.SC_OK, json);
        });
    }

    /** Where people reach this rollout from outside: by the address that the controller has, or was asked by. */
    private String absolute(StaplerRequest2 request) {
        String root = Jenkins.get().getRootUrl();
        String start = root == null ? request.getRootPath() + "/" : root;
        return start + run.getUrl() + RolloutAction.URL + "/" + id + "/";
    }

    /** Somebody who is logged in confirms a link. A GET shows what it is about, see {@link ConfirmPage}. */
    @POST
    public void doConfirm(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        acting(request, response, body -> {
            if (ACL.isAnonymous2(Jenkins.getAuthentication2())) {
                throw new Refusal(HttpServletResponse.SC_FORBIDDEN, "log in first; a link says nothing of who you are", "");
            }
            String token = body.first("token");
            return Links.get().confirm(
                    rollout, token == null ? request.getParameter("token") : token, Actors.current(run, Links.VIA), body);
        });
    }

    /** Whether somebody has the version, see {@link AudienceCheck}. */
    @GET
    public void doAudience(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            response.setHeader("Cache-Control", "no-store");
            var state = rollout.timeline().state();
            if (state.isEmpty()) {
                throw new Refusal(HttpServletResponse.SC_NOT_FOUND, "this rollout has not begun", "");
            }
            Answer.send(response, HttpServletResponse.SC_OK, AudienceCheck.of(state.get(), request).answer());
        });
    }

    /** What people said, as far as the viewer may see it. */
    @GET
    @WebMethod(name = "feedback")
    public void doSaid(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            response.setHeader("Cache-Control", "no-store");
            var viewer = Viewer.current(run, request.getContextPath());
            Answer.send(response, HttpServletResponse.SC_OK, new FeedbackView(rollout, viewer).everything());
        });
    }

    /** A rating, with or without a comment. */
    @POST
    @WebMethod(name = "feedback")
    public void doFeedback(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        saying(request, response, said -> said.rate(RequestBody.of(request)));
    }

    /** A tester says that a phase may go on, or that it may not. */
    @RequirePOST
    @WebMethod(name = "signOff")
    public void doSignOff(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        saying(request, response, said -> said.signOff(RequestBody.of(request)));
    }

    /** Deletes name and comment of what was said. */
    @RequirePOST
    @WebMethod(name = "deleteFeedback")
    public void doDeleteFeedback(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        saying(request, response, said -> said.delete(RequestBody.of(request)));
    }

    /** Takes over a file with ratings: the body of the request, as it is. */
    @RequirePOST
    @WebMethod(name = "importFeedback")
    public void doImportFeedback(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        saying(request, response,
                said -> said.importFile(request.getInputStream().readNBytes(FeedbackCsv.LARGEST + 1)));
    }

    private interface Saying {
        ObjectNode of(FeedbackRequests said) throws IOException;
    }

    private void saying(StaplerRequest2 request, StaplerResponse2 response, Saying saying) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            var viewer = Viewer.current(run, request.getContextPath());
            limit(request, viewer.actor());
            response.setHeader("Cache-Control", "no-store");
            Answer.send(response, HttpServletResponse.SC_OK, saying.of(new FeedbackRequests(rollout, viewer)));
        });
    }

    /** Does something, and returns the sequence of the last event that followed. */
    private interface Doing {
        long of(RequestBody body) throws IOException;
    }

    private void acting(StaplerRequest2 request, StaplerResponse2 response, Doing doing) throws IOException {
        run.checkPermission(RolloutPermissions.VIEW);
        answering(response, () -> {
            limit(request, Actors.current(run, "api"));
            long sequence = doing.of(RequestBody.of(request));
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("sequence", sequence);
            Answer.send(response, HttpServletResponse.SC_OK, json);
        });
    }

    /** Those without a name are told apart by where they are. */
    private void limit(HttpServletRequest request, Actor who) {
        boolean anonymous = ACL.isAnonymous2(Jenkins.getAuthentication2());
        RateLimit.get().take(anonymous ? "from " + request.getRemoteAddr() : "by " + who.id(), id);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void answering(HttpServletResponse response, Work work) throws IOException {
        try {
            work.run();
        } catch (Refusal e) {
            Answer.send(response, e);
        }
    }

    private static String contextPath() {
        HttpServletRequest request = Stapler.getCurrentRequest2();
        return request == null ? "" : request.getContextPath();
    }
}
