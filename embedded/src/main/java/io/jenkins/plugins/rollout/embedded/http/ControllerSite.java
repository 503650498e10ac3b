package io.jenkins.plugins.rollout.embedded.http;

import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.RootAction;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.embedded.job.PipelineJob;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** The root of all URLs: the list of jobs, and the ways to them. */
public final class ControllerSite {
    private final EmbeddedJenkins jenkins;

    ControllerSite(EmbeddedJenkins jenkins) {
        this.jenkins = jenkins;
    }

    public void doIndex(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        Page page = new Page("Jobs");
        page.html("<ul class=\"rows\">");
        for (PipelineJob job : jenkins.jobs()) {
            if (job.hasPermission(Item.READ)) {
                PipelineRun last = job.getLastBuild();
                String state = last == null ? "no build yet" : last.getDisplayName() + " " + state(last);
                page.html("<li><a href=\"/" + Page.text(job.getUrl()) + "\">" + Page.text(job.getName()) + "</a> "
                        + Page.text(state) + "</li>");
            }
        }
        page.html("</ul>");
        for (RootAction action : ExtensionList.lookup(RootAction.class)) {
            if (action.getIconFileName() != null) {
                page.html("<p><a href=\"/" + Page.text(action.getUrlName()) + "/\">"
                        + Page.text(action.getDisplayName()) + "</a></p>");
            }
        }
        page.send(response);
    }

    static String state(PipelineRun run) {
        Result result = run.getResult();
        return run.isBuilding() ? "running" : String.valueOf(result);
    }

    /** Makes the browser ask for a password, then goes back. */
    public void doLogin(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        if (ACL.isAnonymous2(Jenkins.getAuthentication2())) {
            LogIn.ask(response, "Log in to go on");
            return;
        }
        response.sendRedirect(302, onThisHost(request.getParameter("from")));
    }

    /** A path, and nothing that a browser takes for another host. */
    private static String onThisHost(String from) {
        boolean path =
                from != null && from.matches("/[^/\\\\].*|/") && from.chars().noneMatch(c -> c < ' ' || c == '\\');
        return path ? from : "/";
    }

    /** The browser forgets a password when it is told that it is wrong. */
    public void doLogout(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
        LogIn.ask(response, "You are logged out when you cancel the question for a password");
    }

    public Object getDynamic(String token) {
        return switch (token) {
            case "job" -> new Names(name -> jobSite(jenkins.getItemByFullName(name, PipelineJob.class)));
            case "user" -> new Names(
                    id -> jenkins.people().find(id).map(UserSite::new).orElse(null));
            case "queue" -> new Names(item -> item.equals("item") ? new Names(this::queueItem) : null);
            case "plugin" -> new Names(name -> name.equals("phased-rollout") ? new StaticFiles("plugin-webapp") : null);
            case "embedded" -> new StaticFiles("embedded-webapp");
            case "crumbIssuer" -> new Names(api -> api.equals("api") ? new CrumbSite() : null);
            default -> rootAction(token);
        };
    }

    private static Object jobSite(PipelineJob job) {
        if (job == null) {
            return null;
        }
        if (!job.hasPermission(Item.READ)) {
            if (ACL.isAnonymous2(Jenkins.getAuthentication2())) {
                job.checkPermission(Item.READ);
            }
            return null;
        }
        return new JobSite(job);
    }

    private static Object rootAction(String token) {
        for (RootAction action : ExtensionList.lookup(RootAction.class)) {
            if (token.equals(action.getUrlName())) {
                return action;
            }
        }
        return null;
    }

    private Object queueItem(String id) {
        Queue.Item item = id.matches("[0-9]{1,18}") ? jenkins.getQueue().getItem(Long.parseLong(id)) : null;
        return item == null ? null : new Names(api -> api.equals("api") ? new QueueItemSite(item) : null);
    }

    /** One segment that is a name. */
    public static final class Names {
        private final Function<String, Object> find;

        Names(Function<String, Object> find) {
            this.find = find;
        }

        public Object getDynamic(String name) {
            return find.apply(name);
        }
    }

    /** {@code /crumbIssuer/api/json} */
    public static final class CrumbSite {
        public void doJson(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
            Json.send(
                    response,
                    Map.of(
                            "_class",
                            "hudson.security.csrf.DefaultCrumbIssuer",
                            "crumb",
                            Crumb.of(Jenkins.getAuthentication2()).value(),
                            "crumbRequestField",
                            Crumb.FIELD));
        }
    }

    /** {@code /queue/item/N/api/json} */
    public static final class QueueItemSite {
        private final Queue.Item item;

        QueueItemSite(Queue.Item item) {
            this.item = item;
        }

        public void doJson(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
            if (item instanceof Queue.LeftItem left && left.getExecutable() instanceof PipelineRun run) {
                Json.send(
                        response,
                        Map.of(
                                "id",
                                item.getId(),
                                "executable",
                                Map.of("number", run.getNumber(), "url", run.getAbsoluteUrl())));
            } else {
                Json.send(response, Map.of("id", item.getId(), "cancelled", item instanceof Queue.LeftItem));
            }
        }
    }

    /** {@code /user/ID/} */
    public static final class UserSite implements Page.Named {
        private final User user;

        UserSite(User user) {
            this.user = user;
        }

        @Override
        public String name() {
            return user.getFullName();
        }

        public void doIndex(StaplerRequest2 request, StaplerResponse2 response) throws IOException {
            if (ACL.isAnonymous2(Jenkins.getAuthentication2())) {
                throw HttpResponses.forbidden();
            }
            Page page = new Page(user.getFullName());
            page.html("<p>" + Page.text(user.getId()) + ", in " + Page.text(String.join(", ", user.getAuthorities()))
                    + "</p>");
            page.send(response);
        }
    }
}
