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
        page.title(audit.getDisplayName())
                .withoutHeading()
                .stylesheet(PLUGIN + "/css/rollout.css")
                .stylesheet(PLUGIN + "/css/audit.css")
                .module(PLUGIN + "/js/audit.js")
                .html("<div id=\"rollout-audit\"></div>")
                .html("<script type=\"application/json\" id=\"rollout-audit-state\">" + audit.getAuditJson() + "</script>");
    }
}
