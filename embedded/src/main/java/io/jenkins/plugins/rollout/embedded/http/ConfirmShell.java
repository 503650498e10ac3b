package io.jenkins.plugins.rollout.embedded.http;

import hudson.Extension;
import io.jenkins.plugins.rollout.web.ConfirmPage;

/** Where a link leads: what its {@code index.jelly} is in Jenkins. */
@Extension
public final class ConfirmShell implements Shell<ConfirmPage> {
    @Override
    public Class<ConfirmPage> type() {
        return ConfirmPage.class;
    }

    @Override
    public void render(ConfirmPage confirm, Page page) {
        page.title(confirm.getDisplayName() + " - " + confirm.getBuildName());
        RolloutShell.fill(page, confirm.getBase(), "", confirm.getStateJson());
    }
}
