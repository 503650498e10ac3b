package io.jenkins.plugins.rollout.embedded.http;

import hudson.Extension;
import io.jenkins.plugins.rollout.web.AuditPage;

/** The page of the audit trail: what its {@code index.jelly} is in Jenkins. */
@Extension
public final class AuditShell implements Shell<AuditPage> {
    private static final String PLUGIN = "/plugin/phased-rollout";

    @Override
    public Class<AuditPage> type() {
        return AuditPage.class;
    }

    @Override
    public void render(AuditPage audit, Page page) {
        painted(page, audit.getDisplayName(), "audit", audit.getAuditJson());
    }

    /** A page that its script paints from JSON. @param name of the script and the style sheet */
    static void painted(Page page, String title, String name, String json) {
        page.title(title)
                .withoutHeading()
                .stylesheet(PLUGIN + "/css/rollout.css")
                .stylesheet(PLUGIN + "/css/" + name + ".css")
                .module(PLUGIN + "/js/" + name + ".js")
                .html("<div id=\"rollout-" + name + "\"></div>")
                .html("<script type=\"application/json\" id=\"rollout-" + name + "-state\">" + json + "</script>");
    }
}
