package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.RootAction;
import hudson.security.Permission;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.pipeline.ScriptCheck;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jenkins.model.Jenkins;
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

/**
 * {@code /rollout-check/}: what the policies say to a Jenkinsfile, pasted or of a job, without running it. For people who
 * may configure jobs somewhere, for they write Jenkinsfiles, and for those with Rollout/Configure. The script of a job is
 * read for those who may see its configuration: Item/ExtendedRead or Item/Configure.
 */
@Extension
public final class CheckPage implements RootAction, StaplerProxy {
    static final String URL = "rollout-check";

    private static boolean permitted() {
        Jenkins jenkins = Jenkins.get();
        return jenkins.hasPermission(RolloutPermissions.CONFIGURE)
                || jenkins.hasPermission(Item.CONFIGURE)
                || jenkins.hasPermission(Item.CREATE)
                || jenkins.hasPermission(Item.EXTENDED_READ)
                || jenkins.allItems(Item.class, item -> item.hasPermission(Item.CONFIGURE))
                        .iterator()
                        .hasNext();
    }

    private static void checkPermission() {
        if (!permitted()) {
            Jenkins.get().checkPermission(Item.CONFIGURE);
        }
    }

    @CheckForNull
    @Override
    public String getIconFileName() {
        Jenkins jenkins = Jenkins.get();
        return jenkins.hasPermission(RolloutPermissions.CONFIGURE) || jenkins.hasPermission(Item.CONFIGURE)
                ? "symbol-rollout plugin-phased-rollout"
                : null;
    }

    @CheckForNull
    @Override
    public String getDisplayName() {
        return "Rollout check";
    }

    @NonNull
    @Override
    public String getUrlName() {
        return URL;
    }

    /** Its views are pages, too, each under its own name. */
    @Override
    public Object getTarget() {
        checkPermission();
        return this;
    }

    @GET
    public HttpResponse doIndex() {
        checkPermission();
        return HttpResponses.forwardToView(this, "page");
    }

    /** Checks a script, or that of a job; the job's folders say which rules hold. */
    @POST
    public void doCheck(
            StaplerRequest2 request,
            StaplerResponse2 response,
            @QueryParameter String script,
            @QueryParameter String job)
            throws IOException, ServletException {
        checkPermission();
        String name = Util.fixNull(job).trim();
        String pasted = Util.fixNull(script);
        request.setAttribute("script", pasted);
        request.setAttribute("job", name);
        Optional<Job<?, ?>> found = name.isEmpty() ? Optional.empty() : job(name);
        if (!name.isEmpty() && found.isEmpty()) {
            show(request, response, "There is no job '" + name + "', or you may not look at it.");
            return;
        }
        Rules rules = found.isPresent()
                ? Administration.get().rules(found.get().getFullName())
                : Administration.get().rules();
        String checked = pasted;
        if (pasted.isBlank()) {
            if (found.isEmpty()) {
                show(request, response, "Paste a Jenkinsfile, or name a job.");
                return;
            }
            if (!mayReadScript(found.get())) {
                show(request, response, "The script of '" + name + "' is for those with Item/ExtendedRead or Item/Configure;"
                        + " paste it.");
                return;
            }
            Optional<JobScript> kept = JobScript.of(found.get());
            if (kept.isEmpty()) {
                show(request, response, "The script of '" + name + "' stands in its repository, and no build of it has kept"
                        + " one; paste it.");
                return;
            }
            checked = kept.get().text();
            request.setAttribute("origin", kept.get().origin());
        }
        request.setAttribute("report", ScriptCheck.check(checked, name, rules));
        request.setAttribute(
                "policies", rules.policies().stream().map(Policy::title).toList());
        show(request, response, null);
    }

    private static Optional<Job<?, ?>> job(String name) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(name, Job.class);
        return job != null && job.hasPermission(Item.READ) ? Optional.of(job) : Optional.empty();
    }

    private static boolean mayReadScript(Job<?, ?> job) {
        for (Permission permission : List.of(Item.EXTENDED_READ, Item.CONFIGURE)) {
            if (job.hasPermission(permission)) {
                return true;
            }
        }
        return false;
    }

    private void show(StaplerRequest2 request, StaplerResponse2 response, @CheckForNull String refusal)
            throws IOException, ServletException {
        response.setStatus(refusal == null ? 200 : 400);
        request.setAttribute("refusal", refusal);
        request.getView(this, "page").forward(request, response);
    }

    /** A phase in words. */
    @Restricted(NoExternalUse.class) // jelly
    public String words(Phase phase) {
        var approval = phase.gate().approval();
        return phase.name()
                + (phase.exposure() == null ? "" : ", " + phase.exposureText() + " %")
                + (phase.audience() == null ? "" : ", " + phase.audience())
                + (phase.gate().metrics().isEmpty()
                        ? ""
                        : ", checks " + String.join(", ", phase.gate().metrics().stream()
                                .map(criterion -> "'" + criterion.name() + "'")
                                .toList()))
                + (approval.automatic()
                        ? ", automatic"
                        : ", asks " + approval.quorum() + " of "
                                + (approval.from().isEmpty()
                                        ? "those with Rollout/Approve"
                                        : String.join(", ", approval.from())))
                + phase.baking()
                        .map(bake -> ", bakes " + io.jenkins.plugins.rollout.model.Durations.text(bake.duration()))
                        .orElse("");
    }

    /** How a finding begins. */
    @Restricted(NoExternalUse.class) // jelly
    public String kind(ScriptCheck.Finding finding) {
        return switch (finding.kind()) {
            case PROBLEM -> "refused";
            case UNKNOWN -> "not known";
            case NOTE -> finding.kind().name().toLowerCase(Locale.ROOT);
        };
    }
}
