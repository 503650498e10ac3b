package io.jenkins.plugins.rollout.demo.shop;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DeploymentsTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;
    private Deployments deployments;

    @Before
    public void nothingIsDeployed() throws IOException {
        file = folder.getRoot().toPath().resolve("shop.json");
        deployments = new Deployments("1.0.0", "2.0.0", file);
    }

    private static Order order(String action, String operation, String rollout, String exposure, String audience) {
        BigDecimal percent = exposure == null ? null : new BigDecimal(exposure);
        return new Order(action, operation, rollout, "2.0.0", "canary", percent, audience);
    }

    private Deployments.Answer deploy(String operation, String exposure, String audience) {
        return deployments.perform(order("deploy", operation, "r1", exposure, audience));
    }

    private Deployments.Answer undo(String operation) {
        return deployments.perform(order("undo", operation, "r1", "5", null));
    }

    private Deployments.Answer status(String operation) {
        return deployments.perform(order("status", operation, "r1", null, null));
    }

    @Test
    public void phasesAddUp() {
        assertThat(deploy("a", null, "employees").status(), is(200));
        assertThat(deploy("b", "5", null).status(), is(200));
        assertThat(deployments.split(), is(Split.NOBODY.reach("employees", null).reach(null, new BigDecimal("5"))));
    }

    @Test
    public void theSameOperationIsDoneOnce() {
        deploy("a", "5", null);
        undo("b");
        assertThat(deploy("a", "5", null).status(), is(409));
        assertThat("a replayed deploy changes nothing", deployments.split(), is(Split.NOBODY));
    }

    @Test
    public void anOperationThatBecomesAnotherIsRefused() {
        deploy("a", "5", null);
        Deployments.Answer answer = deploy("a", "50", null);
        assertThat(answer.status(), is(422));
        assertThat((String) answer.body().get("error"), containsString("operation a was something else"));
        assertThat(deployments.split().everyone(), is(new BigDecimal("5")));
    }

    @Test
    public void undoTakesTheVersionAwayFromEverybody() {
        deploy("a", null, "employees");
        deploy("b", "5", null);
        assertThat(undo("c").status(), is(200));
        assertThat(deployments.split(), is(Split.NOBODY));
        assertThat("the other phase's undo finds it done", undo("d").status(), is(200));
        assertThat(status("c").body(), hasEntry("live", false));
    }

    @Test
    public void statusTellsWhatBecameOfAnOperation() {
        assertThat(status("a").body(), hasEntry("state", "unknown"));
        deploy("a", "5", null);
        assertThat(status("a").body(), hasEntry("state", "done"));
        assertThat(status("a").body(), hasEntry("live", true));
    }

    @Test
    public void anotherRolloutBeginsAgain() {
        deploy("a", "100", null);
        deployments.perform(order("deploy", "b", "r2", null, "employees"));
        assertThat(deployments.split(), is(Split.NOBODY.reach("employees", null)));
    }

    @Test
    public void aShopThatWasKilledComesBackAsItWas() throws IOException {
        deploy("a", "12.5", "beta-testers");
        deployments = new Deployments("1.0.0", "2.0.0", file);
        assertThat(deployments.split(), is(Split.NOBODY.reach("beta-testers", new BigDecimal("12.5"))));
        assertThat(deploy("a", "12.5", "beta-testers").status(), is(409));
    }

    @Test
    public void refusesWhatItCannotDo() {
        assertThat(deploy("a", "140", null).status(), is(422));
        assertThat(deploy(null, "5", null).status(), is(400));
        assertThat(deployments.perform(order("dance", "a", "r1", "5", null)).status(), is(400));
        Order unknown = new Order("deploy", "a", "r1", "3.1.0", "canary", BigDecimal.ONE, null);
        assertThat(
                deployments.perform(unknown).body(),
                hasEntry("error", "there is no version 3.1.0 here; there are 1.0.0 and 2.0.0"));
        assertThat(deployments.split(), is(Split.NOBODY));
    }
}
