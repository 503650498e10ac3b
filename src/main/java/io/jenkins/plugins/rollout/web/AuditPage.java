package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.rollout.audit.AuditCsv;
import io.jenkins.plugins.rollout.audit.AuditLine;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.audit.AuditStore;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/**
 * The audit trail of the whole controller, also of jobs that are gone: for those with Rollout/Configure on the
 * controller, and for administrators. Whoever may read a job sees what was done in its rollouts on their own pages.
 */
@Extension
@Restricted(NoExternalUse.class)
public final class AuditPage implements RootAction, StaplerProxy {
    static final String URL = "rollout-audit";

    /** So many of the last records the page shows; the exports have all. */
    static final int SHOWN = 200;

    @Override
    @CheckForNull
    public String getIconFileName() {
        return Jenkins.get().hasPermission(RolloutPermissions.CONFIGURE)
                ? "symbol-rollout plugin-phased-rollout"
                : null;
    }

    @Override
    public String getDisplayName() {
        return "Rollout audit";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** Nothing under this address is for anybody else. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        return this;
    }

    /** What the page is painted from, safe to stand in a script element. */
    public String getAuditJson() {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        HttpServletRequest request = Stapler.getCurrentRequest2();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("base", (request == null ? "" : request.getContextPath()) + "/" + URL + "/");
        json.put("shown", SHOWN);
        try {
            ArrayNode records = json.putArray("records");
            trail().latest(AuditRequest.query(request), SHOWN).forEach(line -> records.add(shown(line)));
        } catch (Refusal e) {
            json.put("error", e.getMessage());
        } catch (IOException e) {
            json.put("error", "the audit trail cannot be read: " + e.getMessage());
        }
        return Answer.inPage(json);
    }

    private static ObjectNode shown(AuditLine line) {
        ObjectNode json = Lines.JSON.valueToTree(line.record());
        json.put("number", line.number());
        json.put("job", line.record().job());
        return json;
    }

    private static AuditStore trail() throws IOException {
        RolloutService.get().audit().settle();
        return RolloutService.get().audit().store();
    }

    @GET
    public void doVerify(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        response.setHeader("Cache-Control", "no-store");
        Answer.send(response, HttpServletResponse.SC_OK, Lines.JSON.valueToTree(trail().verify()));
    }

    /** The records as they stand in the files, each with its place in the chain. */
    @GET
    @WebMethod(name = "audit.jsonl")
    public void doJsonLines(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        export(request, response, "application/x-ndjson", "audit.jsonl", "", (line, bytes, from, to, out) -> {
            out.write(bytes, from, to - from);
            out.write('\n');
        });
    }

    @GET
    @WebMethod(name = "audit.csv")
    public void doCsv(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        export(request, response, "text/csv", "audit.csv", AuditCsv.header(), (line, bytes, from, to, out) ->
                out.write(AuditCsv.row(line).getBytes(StandardCharsets.UTF_8)));
    }

    private interface Format {
        void write(AuditLine line, byte[] bytes, int from, int to, OutputStream out) throws IOException;
    }

    private static void export(
            HttpServletRequest request, HttpServletResponse response, String type, String file, String header, Format format)
            throws IOException {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        AuditQuery query;
        try {
            query = AuditRequest.query(request);
        } catch (Refusal e) {
            Answer.send(response, e);
            return;
        }
        AuditStore trail = trail();
        response.setContentType(type + ";charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + file + "\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        var out = new BufferedOutputStream(response.getOutputStream(), 64 * 1024);
        out.write(header.getBytes(StandardCharsets.UTF_8));
        trail.read(query, (line, bytes, from, to) -> format.write(line, bytes, from, to, out));
        out.flush();
    }
}
