package io.jenkins.plugins.rollout.embedded.http;

import hudson.model.Cause;
import hudson.model.Item;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.User;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.model.CauseOfInterruption;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** {@code /job/NAME/NUMBER/} */
public final class BuildSite implements Page.Named {
    private final PipelineRun run;

    BuildSite(PipelineRun run) {
        this.run = run;
    }

    @Override
    public String name() {
        return run.getDisplayName();
    }

    public void doIndex(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        String state = ControllerSite.state(run);
        Page page = new Page(run.getFullDisplayName());
        page.html("<p class=\"state " + Page.text(state) + "\">" + Page.text(state) + ", "
                + Page.text(run.getDurationString()) + "</p>");
        if (run.getDescription() != null) {
            page.html("<p>" + Page.text(run.getDescription()) + "</p>");
        }
        page.html(ActionLinks.html(run));
        page.html("<ul><li><a href=\"console\">Log</a></li><li><a href=\"consoleText\">Log as text</a></li></ul>");
        page.html("<ul>");
        for (Cause cause : run.getCauses()) {
            page.html("<li>" + Page.text(cause.getShortDescription()) + "</li>");
        }
        ParametersAction parameters = run.getAction(ParametersAction.class);
        if (parameters != null) {
            for (ParameterValue p : parameters.getParameters()) {
                page.html(
                        "<li>" + Page.text(p.getName() + " = " + (p.isSensitive() ? "****" : p.getValue())) + "</li>");
            }
        }
        page.html("</ul>");
        if (run.isBuilding() && run.hasPermission(Item.CANCEL)) {
            page.button("stop", "Abort");
        }
        page.send(response);
    }

    @RequirePOST
    public void doStop(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        run.checkPermission(Item.CANCEL);
        User user = User.current();
        run.stop(new CauseOfInterruption.UserInterruption(user == null ? "anonymous" : user.getId()));
        response.sendRedirect(303, "/" + run.getUrl());
    }

    public void doConsole(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        new LogSite(run).page(response);
    }

    public void doConsoleText(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        new LogSite(run).wholeText(response);
    }

    public Object getDynamic(String token) {
        return switch (token) {
            case "logText" -> new LogSite(run);
            case "api" -> new Api();
            default -> ActionLinks.find(run, token);
        };
    }

    /** {@code /job/NAME/NUMBER/api/json} */
    public final class Api {
        public void doJson(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("number", run.getNumber());
            json.put("url", run.getAbsoluteUrl());
            json.put("displayName", run.getDisplayName());
            json.put("fullDisplayName", run.getFullDisplayName());
            json.put("description", run.getDescription());
            json.put("building", run.isBuilding());
            json.put(
                    "result",
                    run.getResult() == null || run.isBuilding()
                            ? null
                            : run.getResult().toString());
            json.put("timestamp", run.getStartTimeInMillis());
            json.put("duration", run.getDuration());
            json.put("queueId", run.getQueueId());
            json.put(
                    "causes",
                    run.getCauses().stream().map(Cause::getShortDescription).toList());
            Json.send(response, json);
        }
    }
}
