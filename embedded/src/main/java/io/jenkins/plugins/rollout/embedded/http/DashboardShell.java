package io.jenkins.plugins.rollout.embedded.http;

import hudson.Extension;
import io.jenkins.plugins.rollout.web.DashboardPage;

/** The dashboard: what its {@code index.jelly} is in Jenkins. */
@Extension
public final class DashboardShell implements Shell<DashboardPage> {
    @Override
    public Class<DashboardPage> type() {
        return DashboardPage.class;
    }

    @Override
    public void render(DashboardPage dashboard, Page page) {
        AuditShell.painted(page, dashboard.getDisplayName(), "dashboard", dashboard.getStateJson());
    }
}
