package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** What a Jenkinsfile may say where administrators keep policies and templates. */
public abstract class PolicyScenarios {
    @Rule
    public final Controller controller = controller();

    @Rule
    public final StubServer server = new StubServer();

    protected abstract Controller controller();

    private static final String AUTO = "gate: [approval: [automatic: true]]";

    private static final String WEB_SERVICE =
            """
            templates:
            - name: web-service
              description: canary, then all
              onFailure: rollback
              phases:
              - name: canary
                exposure: 5
                gate: {approval: {from: [release-managers], quorum: 2}}
                bake: {duration: 1s}
              - name: full
                exposure: 100
                gate: {approval: {from: [release-managers]}}
            """;

    @Test
    public void aPlanThatBreaksPoliciesIsRefusedBeforeAnythingStarts() throws Exception {
        controller.rules(
                """
                policies:
                - {name: production, environments: prod*, phases: [dogfood], minQuorum: 2, groups: [release-managers]}
                - {name: careful, maxFirstExposure: 5}
                """);
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', environment: 'Production', phases: [
                  [name: 'canary', exposure: 25, gate: [approval: [from: ['interns']]]]
                ]) { echo '> deployed' }
                """);
        build.awaitEnd("FAILURE");
        assertThat(build.said(), empty());
        assertThat(RolloutService.ids(build.run()), empty());
        assertThat(build.log(), containsString("the rollout is refused: 4 mistakes:"));
        assertThat(build.log(), containsString("phases: 'dogfood' is missing; policy 'production' (global) asks for dogfood"));
        assertThat(
                build.log(),
                containsString("phase 'canary', gate.approval.quorum: 1 is less than 2, which policy 'production' (global)"
                        + " asks for"));
        assertThat(build.log(), containsString("phase 'canary', gate.approval.from: 'interns' is not among release-managers"));
        assertThat(build.log(), containsString("phase 'canary', exposure: 25 is more than 5, the most that policy 'careful'"));
    }

    @Test
    public void aPlanThatKeepsToThePoliciesGoesThrough() throws Exception {
        controller.rules("policies: [{name: production, phases: [canary, full], maxFirstExposure: 5, minBake: 1s}]");
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'canary', exposure: 5, bake: [duration: '1s'], %s], [name: 'full', %s]
                ]) { echo "> ${ROLLOUT_PHASE}" }
                """.formatted(AUTO, AUTO));
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("canary", "full"));
    }

    @Test
    public void inTheStepFormAPhaseIsRefusedWhenItIsReachedAndAMissingOneAtTheEnd() throws Exception {
        controller.rules("policies: [{name: production, phases: [dogfood, full]}]");
        Build early = controller.run(
                """
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'full', %s) { echo '> full' }
                }
                """.formatted(AUTO));
        early.awaitEnd("FAILURE");
        assertThat(early.said(), empty());
        assertThat(early.log(), containsString("phase 'full', name: is reached before phase 'dogfood'"));

        Build owing = controller.run(
                """
                rollout(application: 'shop', version: '2.0') {
                  phase(name: 'dogfood', %s) { echo '> dogfood' }
                }
                """.formatted(AUTO));
        owing.awaitEnd("FAILURE");
        assertThat(owing.said(), contains("dogfood"));
        assertThat(owing.rollout().cause(), containsString("phases: 'full' is missing; policy 'production' (global)"));
    }

    @Test
    public void aTargetThatIsNotAllowedIsNotCalled() throws Exception {
        controller.allow(server.uri("/").toString());
        controller.rules("policies: [{name: production, targets: [job], servers: [edge]}]");
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', phases: [[name: 'full', %s]]) {
                  deployTo http(url: '%s')
                }
                """.formatted(AUTO, server.uri("/deploy")));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("the target 'http' is not among job, which policy 'production' (global)"));
        assertThat(build.log(), containsString("is named instead of a server; write one of edge"));
        assertThat(server.asked(), empty());
    }

    @Test
    public void aGateAloneKeepsToThePoliciesToo() throws Exception {
        controller.rules("policies: [{name: production, automatic: false}]");
        Build build = controller.run("gate(name: 'go', approval: [automatic: true])\necho '> after'");
        build.awaitEnd("FAILURE");
        assertThat(build.said(), empty());
        assertThat(build.log(), containsString("gate 'go' is refused: approval.automatic: true is not allowed by policy"));
    }

    @Test
    public void aRolloutHasThePhasesOfItsTemplateAndMore() throws Exception {
        controller.rules(WEB_SERVICE);
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', template: 'web-service', phases: [
                  [name: 'canary', exposure: 2, gate: [approval: [rules: [[from: ['qa']]]]], bake: [duration: '2s']]
                ]) { echo "> ${ROLLOUT_PHASE}" }
                """);
        build.awaitAsk("canary");
        Phase canary = build.rollout().plan().phases().get(0);
        assertThat(canary.exposureText(), is("2"));
        assertThat(canary.bake().duration().toSeconds(), is(2L));
        assertThat(
                canary.gate().approval().rules(),
                is(List.of(
                        new Approval.Rule(List.of("release-managers"), 2), new Approval.Rule(List.of("qa"), 1))));
        assertThat(build.rollout().plan().template(), is("web-service"));
        build.abort("dev");
    }

    @Test
    public void aTemplateAloneIsAPlan() throws Exception {
        controller.rules(WEB_SERVICE.replace("quorum: 2", "quorum: 1"));
        Build build = controller.run(
                "rollout(application: 'shop', version: '2.0', template: 'web-service') { echo \"> ${ROLLOUT_PHASE}\" }");
        build.awaitAsk("canary");
        build.approve("alice");
        build.awaitAsk("full");
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("canary", "full"));
    }

    @Test
    public void whatWouldLoosenATemplateIsRefusedWithBothValues() throws Exception {
        controller.rules(WEB_SERVICE);
        Build build = controller.run(
                """
                rollout(application: 'shop', version: '2.0', template: 'web-service', onFailure: 'stop', phases: [
                  [name: 'canary', exposure: 50, gate: [approval: [quorum: 1]], bake: [duration: '500ms']],
                  [name: 'full', %s]
                ]) { echo '> deployed' }
                """.formatted(AUTO));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), empty());
        for (String mistake : new String[] {
            "onFailure: 'stop' is not 'rollback' of template 'web-service'",
            "phase 'canary', exposure: 50 is more than 5 of template 'web-service'",
            "phase 'canary', gate.approval.quorum: 1 is less than 2 of template 'web-service'",
            "phase 'canary', bake.duration: 500ms is less than 1s of template 'web-service'",
            "phase 'full', gate.approval.automatic: true asks nobody, but template 'web-service' asks for 1"
        }) {
            assertThat(build.log(), containsString(mistake));
        }
    }

    @Test
    public void anUnknownTemplateIsRefusedWithThoseThereAre() throws Exception {
        controller.rules(WEB_SERVICE);
        Build build = controller.run("rollout(application: 'shop', version: '2.0', template: 'web') { echo '> deployed' }");
        build.awaitEnd("FAILURE");
        assertThat(
                build.log(),
                containsString("the rollout is refused: template: there is no template 'web'; there are web-service"));
        assertThat(build.log(), not(containsString("mistakes")));
    }

    @Test
    public void policiesHoldForTemplatesToo() throws Exception {
        controller.rules(WEB_SERVICE + "policies: [{name: production, minQuorum: 2}]\n");
        Build build = controller.run("rollout(application: 'shop', version: '2.0', template: 'web-service') { echo '> no' }");
        build.awaitEnd("FAILURE");
        assertThat(
                build.log(), containsString("phase 'full', gate.approval.quorum: 1 is less than 2, which policy 'production'"));
    }
}
