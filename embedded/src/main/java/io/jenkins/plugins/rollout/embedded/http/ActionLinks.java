package io.jenkins.plugins.rollout.embedded.http;

import hudson.model.Action;
import hudson.model.Actionable;
import jenkins.management.Badge;
import jenkins.model.Badgeable;

/** The pages that an object's actions have. */
final class ActionLinks {
    private ActionLinks() {}

    static Object find(Actionable owner, String token) {
        for (Action a : owner.getAllActions()) {
            if (token.equals(a.getUrlName())) {
                return a;
            }
        }
        return null;
    }

    static String html(Actionable owner) {
        StringBuilder html = new StringBuilder("<ul class=\"links\">");
        for (Action a : owner.getAllActions()) {
            if (a.getUrlName() != null && a.getIconFileName() != null && a.getDisplayName() != null) {
                html.append("<li><a href=\"")
                        .append(Page.text(a.getUrlName()))
                        .append("/\">")
                        .append(Page.text(a.getDisplayName()))
                        .append("</a>")
                        .append(badge(a))
                        .append("</li>");
            }
        }
        return html.append("</ul>").toString();
    }

    private static String badge(Action a) {
        Badge badge = a instanceof Badgeable badgeable ? badgeable.getBadge() : null;
        return badge == null
                ? ""
                : " <span class=\"badge\" title=\"" + Page.text(badge.getTooltip()) + "\">" + Page.text(badge.getText())
                        + "</span>";
    }
}
