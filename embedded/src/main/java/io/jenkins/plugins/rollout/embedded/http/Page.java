package io.jenkins.plugins.rollout.embedded.http;

import hudson.Util;
import hudson.model.User;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * An HTML page in the controller's frame. The {@code head} carries the same attributes as in Jenkins (root URL, crumb),
 * so that one script works on both. Nothing is inline: pages stand under {@code default-src 'self'}.
 */
public final class Page {
    private final StringBuilder body = new StringBuilder();
    private final List<String> head = new ArrayList<>();
    private String title;
    private boolean heading = true;

    Page(String title) {
        this.title = title;
    }

    /** Text as HTML. */
    public static String text(Object text) {
        return text == null ? "" : Util.xmlEscape(text.toString());
    }

    public Page title(String plain) {
        this.title = plain;
        return this;
    }

    /** The body brings its own heading. */
    public Page withoutHeading() {
        this.heading = false;
        return this;
    }

    /** @param path of this host, such as {@code /plugin/phased-rollout/js/page.js} */
    public Page module(String path) {
        head.add("<script type=\"module\" src=\"" + text(path) + "\"></script>");
        return this;
    }

    public Page stylesheet(String path) {
        head.add("<link rel=\"stylesheet\" href=\"" + text(path) + "\">");
        return this;
    }

    /** @param html with every text in it escaped, see {@link #text} */
    public Page html(String html) {
        body.append(html).append('\n');
        return this;
    }

    /** A button that posts. */
    public Page button(String action, String label) {
        return form(action, label, "");
    }

    /** A form that posts. @param fields their HTML, with every text in it escaped */
    public Page form(String action, String label, String fields) {
        return html("<form method=\"post\" action=\"" + text(action) + "\"><input type=\"hidden\" name=\"" + Crumb.FIELD
                + "\" value=\"" + crumb() + "\">" + fields + "<button>" + text(label) + "</button></form>");
    }

    private static String crumb() {
        return Crumb.of(Jenkins.getAuthentication2()).value();
    }

    void send(HttpServletResponse response) throws IOException {
        response.setContentType("text/html;charset=UTF-8");
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        response.getWriter()
                .print("<!DOCTYPE html>\n<html lang=\"en\">\n<head data-rooturl=\"\" data-resurl=\"\""
                        + " data-crumb-header=\"" + Crumb.FIELD + "\" data-crumb-value=\"" + crumb() + "\">\n"
                        + "<meta"
                        + " charset=\"utf-8\">\n"
                        + "<meta"
                        + " name=\"viewport\""
                        + " content=\"width=device-width,"
                        + " initial-scale=1\">\n"
                        + "<meta"
                        + " name=\"color-scheme\""
                        + " content=\"light"
                        + " dark\">\n"
                        + "<title>" + text(title) + "</title>\n"
                        + "<link rel=\"icon\" href=\"/embedded/icon.svg\">\n"
                        + "<link rel=\"stylesheet\" href=\"/embedded/embedded.css\">\n"
                        + String.join("\n", head) + "\n</head>\n<body>\n"
                        + "<header><nav aria-label=\"Way here\"><a href=\"/\">Embedded controller</a>" + crumbs(request)
                        + "</nav>"
                        + person(request) + "</header>\n"
                        + "<p class=\"notice\">This controller is for trying and testing, on this machine alone.</p>\n"
                        + "<main>\n" + (heading ? "<h1>" + text(title) + "</h1>\n" : "") + body
                        + "</main>\n</body>\n</html>\n");
    }

    private static String crumbs(StaplerRequest2 request) {
        if (request == null) {
            return "";
        }
        StringBuilder way = new StringBuilder();
        List<String> urls = new ArrayList<>();
        request.getAncestors().forEach(ancestor -> {
            if (ancestor.getObject() instanceof Named named && !urls.contains(ancestor.getUrl())) {
                urls.add(ancestor.getUrl());
                String url = ancestor.getUrl().endsWith("/") ? ancestor.getUrl() : ancestor.getUrl() + "/";
                way.append(" › <a href=\"")
                        .append(text(url))
                        .append("\">")
                        .append(text(named.name()))
                        .append("</a>");
            }
        });
        return way.toString();
    }

    private static String person(StaplerRequest2 request) {
        User user = User.current();
        if (user != null) {
            return "<span class=\"person\">" + text(user.getFullName()) + " <a href=\"/logout\">log out</a></span>";
        }
        String from =
                request == null ? "/" : Util.rawEncode(request.getRequestURI()).replace("%2F", "/");
        return "<span class=\"person\"><a href=\"/login?from=" + text(from) + "\">log in</a></span>";
    }

    /** An object that stands in the way here. */
    interface Named {
        String name();
    }
}
