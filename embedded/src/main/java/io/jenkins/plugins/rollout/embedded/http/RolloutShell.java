package io.jenkins.plugins.rollout.embedded.http;

import hudson.Extension;
import io.jenkins.plugins.rollout.web.RolloutPage;

/** The page of a rollout: what its {@code index.jelly} is in Jenkins. */
@Extension
public final class RolloutShell implements Shell<RolloutPage> {
    private static final String PLUGIN = "/plugin/phased-rollout";

    @Override
    public Class<RolloutPage> type() {
        return RolloutPage.class;
    }

    @Override
    public void render(RolloutPage rollout, Page page) {
        page.title(rollout.getDisplayName() + " - " + rollout.getBuildName());
        fill(page, rollout.getBase(), rollout.getLoginUrl(), rollout.getStateJson());
    }

    /** @param json safe to stand in a script element */
    static void fill(Page page, String base, String login, String json) {
        page.withoutHeading()
                .stylesheet(PLUGIN + "/css/rollout.css")
                .module(PLUGIN + "/js/rollout.js")
                .html("<div id=\"rollout\" data-base=\"" + Page.text(base) + "\" data-login=\"" + Page.text(login)
                        + "\"></div>")
                .html("<div id=\"rollout-voice\" class=\"rollout-voice\" role=\"status\" aria-live=\"polite\"></div>")
                .html("<script type=\"application/json\" id=\"rollout-state\">" + json + "</script>");
    }
}
