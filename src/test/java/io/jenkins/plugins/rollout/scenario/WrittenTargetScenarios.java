package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.service.RolloutService;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What a plan asks of its targets is known before it starts, where the Jenkinsfile says it; and never more than that. */
public abstract class WrittenTargetScenarios {
    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private static final String AUTO = ", gate: [approval: [automatic: true]]";
    private static final String HAPROXY = "deployTo haproxy(server: 'edge', backend: 'checkout')";

    @Before
    public void edge() throws Exception {
        controller.server("haproxy", "edge", "unix:///no/such/socket");
    }

    private static String plan(String phases, String block) {
        return "rollout(application: 'shop', version: '1', phases: [" + phases + "]) {\n" + block + "\n}";
    }

    private static final String FINE = "[name: 'canary', exposure: 0.3" + AUTO + "]";
    private static final String COHORT = "[name: 'dogfood', audience: 'employees'" + AUTO + "]";

    /** Refused at once: no rollout has begun. */
    private Build refused(String script, String... said) throws Exception {
        Build build = controller.run(script);
        build.awaitEnd("FAILURE");
        for (String each : said) {
            assertThat(build.log(), containsString(each));
        }
        assertThat("no rollout has begun", RolloutService.ids(build.run()).isEmpty(), is(true));
        return build;
    }

    /** Begun, and stopped where it asks or calls. */
    private Build begun(String script) throws Exception {
        Build build = controller.run(script);
        build.awaitRollout("to begin", state -> true);
        return build;
    }

    @Test
    public void aPlanThatAsksForMoreThanItsTargetCanIsRefusedWithAllItsPhases() throws Exception {
        refused(
                plan(COHORT + "," + FINE, "stage('x') { " + HAPROXY + " }"),
                "2 mistakes",
                "phase 'dogfood', audience: 'employees' cannot be told apart by haproxy 'edge' checkout/candidate",
                "phase 'canary', exposure: 0.3 is finer than haproxy 'edge' checkout/candidate can do");
    }

    @Test
    public void aTargetWithAMistakeIsRefusedWithItsLine() throws Exception {
        refused(
                plan("[name: 'canary', exposure: 5]", "deployTo haproxy(server: 'edgy', backend: 'a;b')"),
                "deployTo in line 2, server: haproxy: there is no server 'edgy'; there are: edge",
                "deployTo in line 2, backend: is no name that HAProxy allows");
    }

    @Test
    public void aPhaseOfTheStepFormIsHeldAgainstItsOwnBlock() throws Exception {
        refused(
                """
                rollout(application: 'shop', version: '1') {
                  phase(name: 'dogfood', audience: 'employees') { deployTo command(deploy: 'true') }
                  phase(name: 'canary', exposure: 0.3, gate: [approval: [automatic: true]]) {
                    node { deployTo haproxy(server: 'edge', backend: 'checkout') }
                  }
                }
                """,
                "phase 'canary', exposure: 0.3 is finer than");
    }

    @Test
    public void whatDependsOnThePhaseIsNotRefusedForOtherPhases() throws Exception {
        String phases = "[name: 'dogfood', audience: 'employees'], [name: 'canary', exposure: 5]";
        for (String block : new String[] {
            "if (env.ROLLOUT_PHASE == 'canary') { " + HAPROXY + " }",
            "if (env.ROLLOUT_PHASE == 'dogfood') return\n" + HAPROXY,
            "switch (env.ROLLOUT_PHASE) { case 'canary': " + HAPROXY + " }",
            "[canary: { " + HAPROXY + " }][env.ROLLOUT_PHASE]?.call()"
        }) {
            Build build = begun(plan(phases, block));
            build.awaitAsk("dogfood");
            assertThat(build.log(), not(containsString("cannot be told apart")));
            build.abort("dev");
            build.awaitEnd("ABORTED");
        }
    }

    @Test
    public void whatCannotBeReadIsRefusedWhenItIsCalled() throws Exception {
        Build build = begun(plan(FINE, "def edge = ['edge'].first()\ndeployTo haproxy(server: edge, backend: 'checkout')"));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("phase 'canary', exposure: 0.3 is finer than"));
    }
}
