package io.jenkins.plugins.rollout.embedded.http;

import hudson.Extension;
import io.jenkins.plugins.rollout.web.RolloutAction;

/** The list of several rollouts of one build. */
@Extension
public final class RolloutsShell implements Shell<RolloutAction> {
    @Override
    public Class<RolloutAction> type() {
        return RolloutAction.class;
    }

    @Override
    public void render(RolloutAction rollouts, Page page) {
        page.title(rollouts.getDisplayName());
        RolloutShell.fill(page, "", "", rollouts.getListJson());
    }
}
