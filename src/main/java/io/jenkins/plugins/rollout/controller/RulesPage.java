package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.RootAction;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jakarta.servlet.ServletException;
import jenkins.model.Jenkins;
import org.apache.commons.fileupload2.core.FileItem;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** {@code /rollout-rules/}: all rules as one file, to take away and to bring. For people with Rollout/Configure. */
@Extension
public final class RulesPage implements RootAction, StaplerProxy {
    static final String URL = "rollout-rules";

    private static boolean permitted() {
        return Jenkins.get().hasPermission(RolloutPermissions.CONFIGURE);
    }

    @CheckForNull
    @Override
    public String getIconFileName() {
        return permitted() ? "symbol-rollout plugin-phased-rollout" : null;
    }

    @CheckForNull
    @Override
    public String getDisplayName() {
        return permitted() ? "Rollout rules" : null;
    }

    @NonNull
    @Override
    public String getUrlName() {
        return URL;
    }

    /** The file, for the page to show. */
    @Restricted(NoExternalUse.class) // jelly
    public String getText() {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        return RuleFile.write(RolloutConfiguration.get());
    }

    /**
     * Puts the rules of a file in place of those there are.
     *
     * @throws IllegalArgumentException with all mistakes; nothing is changed then
     */
    @Restricted(NoExternalUse.class)
    public static void load(String text) {
        RuleFile.load(RolloutConfiguration.get(), text);
    }

    /** Its views are pages, too, each under its own name. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        return this;
    }

    /** The page, for those who may; for everybody else a refusal. */
    @GET
    public HttpResponse doIndex() {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        return HttpResponses.forwardToView(this, "page");
    }

    /** The file, to be kept. */
    @GET
    public void doDownload(StaplerResponse2 response) throws IOException {
        String text = getText();
        response.setContentType("application/yaml;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"rollout-rules.yaml\"");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Puts the rules of a file in place of those there are, all or none. */
    @POST
    public void doUpload(StaplerRequest2 request, StaplerResponse2 response, @QueryParameter String text)
            throws IOException, ServletException {
        Jenkins.get().checkPermission(RolloutPermissions.CONFIGURE);
        String content = text;
        FileItem<?> file = isMultipart(request) ? request.getFileItem2("file") : null;
        if (file != null && file.getSize() > 0) {
            if (file.getSize() > RuleFile.LARGEST) {
                show(request, response, "the file has more than " + RuleFile.LARGEST + " bytes", List.of());
                return;
            }
            content = file.getString(StandardCharsets.UTF_8);
        }
        try {
            show(request, response, null, RuleFile.load(RolloutConfiguration.get(), content == null ? "" : content));
        } catch (IllegalArgumentException e) {
            show(request, response, e.getMessage(), List.of());
        }
    }

    private static boolean isMultipart(StaplerRequest2 request) {
        return request.getContentType() != null && request.getContentType().startsWith("multipart/");
    }

    private void show(
            StaplerRequest2 request, StaplerResponse2 response, @CheckForNull String refusal, List<String> loaded)
            throws IOException, ServletException {
        response.setStatus(refusal == null ? 200 : 400);
        request.setAttribute("refusal", refusal);
        request.setAttribute("loaded", String.join(", ", loaded));
        request.getView(this, "page").forward(request, response);
    }
}
