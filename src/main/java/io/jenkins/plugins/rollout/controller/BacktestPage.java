package io.jenkins.plugins.rollout.controller;

import com.cloudbees.hudson.plugins.folder.computed.ComputedFolder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.rollout.backtest.Backtest;
import io.jenkins.plugins.rollout.backtest.Limits;
import io.jenkins.plugins.rollout.backtest.Report;
import io.jenkins.plugins.rollout.backtest.ReportText;
import io.jenkins.plugins.rollout.backtest.Trial;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.pipeline.PlanOfScript;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.RolloutService;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code job/…/rollout-backtest/}: the gates of a job's Jenkinsfile, or of one that is pasted, over the past. For those who
 * may configure the job: they could have it ask the same servers the same things by running it. The job's rules hold.
 */
@Restricted(NoExternalUse.class)
public final class BacktestPage implements Action, StaplerProxy {
    static final String URL = "rollout-backtest";
    private static final String REFRESH_SECONDS = "2";

    private final Job<?, ?> job;

    BacktestPage(Job<?, ?> job) {
        this.job = job;
    }

    /** Puts it on the page of every Pipeline. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Job target) {
            return JobScript.isPipeline(target) ? List.of(new BacktestPage((Job<?, ?>) target)) : List.of();
        }
    }

    /** The jobs of a multibranch Pipeline are nobody's to configure; whoever configures that says what they ask. */
    private boolean permitted() {
        return job.hasPermission(Item.CONFIGURE)
                || job.getParent() instanceof ComputedFolder<?> branches && branches.hasPermission(Item.CONFIGURE);
    }

    private void checkPermission() {
        if (!permitted()) {
            job.checkPermission(Item.CONFIGURE);
        }
    }

    @CheckForNull
    @Override
    public String getIconFileName() {
        return permitted() ? "symbol-rollout plugin-phased-rollout" : null;
    }

    @Override
    public String getDisplayName() {
        return "Rollout backtest";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** Nothing of it is for anybody else. */
    @Override
    public Object getTarget() {
        checkPermission();
        return this;
    }

    /** The job that it belongs to. */
    public Job<?, ?> getJob() {
        return job;
    }

    private static String person() {
        return Jenkins.getAuthentication2().getName();
    }

    /** The last backtest of whoever asks, if it was for this job. */
    private Optional<BacktestRun> mine() {
        return BacktestRuns.get().of(person()).filter(run -> run.job().equals(job.getFullName()));
    }

    @GET
    public void doIndex(StaplerRequest2 request, StaplerResponse2 response) throws IOException, ServletException {
        checkPermission();
        BacktestForm form = mine().map(BacktestRun::form).orElseGet(() -> BacktestForm.fresh(Clock.systemUTC()));
        show(request, response, form, null);
    }

    /** Starts one. */
    @POST
    public void doStart(StaplerRequest2 request, StaplerResponse2 response) throws IOException, ServletException {
        checkPermission();
        BacktestForm form = BacktestForm.of(request);
        Clock clock = Clock.systemUTC();
        try {
            PlanOfScript.Read read = PlanOfScript.read(
                    script(form),
                    job.getFullName(),
                    Administration.get().rules(job.getFullName()),
                    form.text("application"),
                    form.text("version"),
                    form.text("previousVersion"));
            Trial trial = form.trial(read.plan(), clock);
            Backtest.check(trial, Limits.PAGE, clock);
            Endpoints endpoints = RolloutService.get().endpoints().askedBy(CredentialsUse.backtestOf(job));
            var run = new BacktestRun(
                    job.getFullName(),
                    form,
                    watcher -> Backtest.run(trial, endpoints, Limits.PAGE, clock, watcher).noting(read.notes()));
            if (!BacktestRuns.get().start(person(), run)) {
                throw new IllegalArgumentException("A backtest of yours is under way, for the job "
                        + BacktestRuns.get().of(person()).map(BacktestRun::job).orElse("") + "; cancel it there first.");
            }
        } catch (IllegalArgumentException e) {
            show(request, response, form, e.getMessage());
            return;
        }
        response.sendRedirect2(".");
    }

    private String script(BacktestForm form) {
        if (!form.text("script").isBlank()) {
            return form.text("script");
        }
        return JobScript.of(job)
                .map(JobScript::text)
                .orElseThrow(() -> new IllegalArgumentException("The script of this job stands in its repository, and no"
                        + " build of it has kept one; paste it."));
    }

    /** Ends the one under way. */
    @POST
    public HttpResponse doCancel() {
        checkPermission();
        mine().ifPresent(BacktestRun::cancel);
        return HttpResponses.redirectToDot();
    }

    /** The last report as JSON. */
    @GET
    public void doReport(StaplerResponse2 response) throws IOException {
        write(response, "application/json", "backtest.json");
    }

    /** Every start of the last report, a line each. */
    @GET
    public void doCsv(StaplerResponse2 response) throws IOException {
        write(response, "text/csv", "backtest.csv");
    }

    private void write(StaplerResponse2 response, String type, String name) throws IOException {
        checkPermission();
        Report report = mine().map(BacktestRun::report).orElse(null);
        if (report == null) {
            response.sendError(StaplerResponse2.SC_NOT_FOUND, "there is no report of yours for this job");
            return;
        }
        response.setContentType(type + ";charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("Cache-Control", "no-store");
        String text = type.endsWith("json") ? ReportText.json(report) : ReportText.csv(report);
        response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void show(
            StaplerRequest2 request, StaplerResponse2 response, BacktestForm form, @CheckForNull String refusal)
            throws IOException, ServletException {
        response.setStatus(refusal == null ? StaplerResponse2.SC_OK : StaplerResponse2.SC_BAD_REQUEST);
        response.setHeader("Cache-Control", "no-store");
        request.setAttribute("refusal", refusal == null ? List.of() : refusal.lines().toList());
        request.setAttribute("form", form.fields());
        mine().ifPresent(run -> {
            if (run.isUnderWay() && refusal == null) {
                response.setHeader("Refresh", REFRESH_SECONDS);
                request.setAttribute("progress", run.progress());
            } else if (run.report() != null && refusal == null) {
                request.setAttribute("sight", new BacktestSight(run.report()));
            } else if (run.refusal() != null && refusal == null) {
                request.setAttribute("refusal", run.refusal().lines().toList());
            }
        });
        request.getView(this, "page").forward(request, response);
    }
}
