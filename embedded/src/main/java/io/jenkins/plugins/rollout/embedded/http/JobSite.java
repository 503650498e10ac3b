package io.jenkins.plugins.rollout.embedded.http;

import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.rollout.embedded.job.PipelineJob;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.ParameterizedJobMixIn;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** {@code /job/NAME/} */
public final class JobSite implements Page.Named {
    // enough to find the one that runs; older ones keep their URLs
    private static final int SHOWN = 50;

    private final PipelineJob job;

    JobSite(PipelineJob job) {
        this.job = job;
    }

    @Override
    public String name() {
        return job.getDisplayName();
    }

    public void doIndex(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Page page = new Page(job.getDisplayName());
        if (job.hasPermission(Item.BUILD)) {
            page.button("build", "Build now");
        }
        page.html(ActionLinks.html(job));
        page.html("<table><thead><tr><th>Build</th><th>Result</th><th>Started</th><th>Took</th></tr></thead><tbody>");
        job.getBuildsAsMap().values().stream().limit(SHOWN).forEach(run -> page.html(row(run)));
        page.html("</tbody></table>");
        page.send(response);
    }

    private static String row(PipelineRun run) {
        String state = ControllerSite.state(run);
        return "<tr><td><a href=\"" + run.getNumber() + "/\">" + Page.text(run.getDisplayName())
                + "</a></td><td class=\"state "
                + Page.text(state) + "\">" + Page.text(state) + "</td><td>" + Page.text(run.getTime()) + "</td><td>"
                + Page.text(run.getDurationString()) + "</td></tr>";
    }

    @RequirePOST
    public void doBuild(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        ask(request, response, List.of());
    }

    /** Every field is a parameter; a Jenkinsfile here declares none. */
    @RequirePOST
    public void doBuildWithParameters(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        List<ParameterValue> values = new ArrayList<>();
        request.getParameterMap().forEach((name, value) -> {
            if (!name.equals(Crumb.FIELD) && !name.equals("delay")) {
                values.add(new StringParameterValue(name, value[0]));
            }
        });
        ask(request, response, values);
    }

    private void ask(StaplerRequest2 request, StaplerResponse2 response, List<ParameterValue> values)
            throws IOException {
        job.checkPermission(Item.BUILD);
        List<Action> actions = new ArrayList<>();
        actions.add(new CauseAction(new Cause.UserIdCause()));
        if (!values.isEmpty()) {
            actions.add(new ParametersAction(values));
        }
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(job, 0, actions.toArray(Action[]::new));
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains("text/html")) {
            response.sendRedirect(303, "/" + job.getUrl());
        } else {
            response.setHeader("Location", request.getRootPath() + "/" + item.getUrl());
            response.setStatus(201);
        }
    }

    public Object getDynamic(String token) {
        PipelineRun run =
                switch (token) {
                    case "lastBuild" -> job.getLastBuild();
                    case "lastCompletedBuild" -> job.getLastCompletedBuild();
                    case "lastSuccessfulBuild" -> job.getLastSuccessfulBuild();
                    case "lastStableBuild" -> job.getLastStableBuild();
                    case "lastFailedBuild" -> job.getLastFailedBuild();
                    default -> token.matches("[1-9][0-9]{0,8}") ? job.getBuildByNumber(Integer.parseInt(token)) : null;
                };
        if (run != null) {
            return new BuildSite(run);
        }
        return token.equals("api") ? new Api() : ActionLinks.find(job, token);
    }

    /** {@code /job/NAME/api/json} */
    public final class Api {
        public void doJson(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", job.getName());
            json.put("url", job.getAbsoluteUrl());
            json.put("nextBuildNumber", job.getNextBuildNumber());
            json.put(
                    "builds",
                    job.getBuildsAsMap().values().stream()
                            .limit(SHOWN)
                            .map(r -> Map.of("number", r.getNumber(), "url", r.getAbsoluteUrl()))
                            .toList());
            Json.send(response, json);
        }
    }
}
