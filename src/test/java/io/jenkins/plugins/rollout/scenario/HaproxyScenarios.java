package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.docs.Example;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.target.haproxy.RealHaproxy;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;

/** A rollout by the weights of a real HAProxy. */
public abstract class HaproxyScenarios {
    private final RealHaproxy haproxy = new RealHaproxy();
    private final Controller controller = controller();

    @Rule
    public final RuleChain rules = RuleChain.outerRule(haproxy).around(controller);

    protected abstract Controller controller();

    /** The documentation's own example, from docs/targets.md. */
    @Test
    public void theExampleOfTheDocumentationBringsEverybodyToTheNewVersion() throws Exception {
        controller.server("haproxy", "edge", haproxy.uri().toString());
        String example = Example.in("groovy").stream()
                .filter(each -> each.place().startsWith("docs/targets.md") && each.text().contains("deployTo haproxy("))
                .findFirst()
                .orElseThrow()
                .text();
        Build build = controller.run(example);
        build.awaitEnd("SUCCESS");
        assertThat(haproxy.weights("checkout"), is("256/0"));
    }

    @Test
    public void aPhaseThatIsRejectedLeavesEverybodyWithTheOldVersion() throws Exception {
        controller.server("haproxy", "edge", haproxy.uri().toString());
        Build build = controller.run(
                """
                rollout(application: 'checkout', version: '2.4.0', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [from: ['release-managers']]]],
                ]) {
                  deployTo haproxy(server: 'edge', backend: 'checkout', candidate: 'new', stable: 'old')
                }
                """);
        build.awaitAsk("full");
        assertThat(haproxy.weights("checkout"), is("13/247"));
        build.reject("alice", "errors");
        build.awaitEnd("ABORTED");
        assertThat(build.phase("canary"), is(PhaseStatus.UNDONE));
        assertThat(haproxy.weights("checkout"), is("0/100"));
        assertThat(build.log(), containsString("new has weight 0 and is MAINT, old has weight 100"));
    }
}
