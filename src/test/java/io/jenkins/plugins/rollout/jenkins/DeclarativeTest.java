package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.scenario.Controller;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Both forms in Declarative Pipelines. */
public class DeclarativeTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Rule
    public final Controller controller = new OnSharedJenkins(JENKINS);

    @Rule
    public final StubServer server = new StubServer();

    @Test
    public void phasesAreStages() throws Exception {
        Build build = controller.run(
                """
                pipeline {
                  agent none
                  options { rollout(application: 'checkout', version: '2.4.0') }
                  stages {
                    stage('dogfood') {
                      steps {
                        phase(name: 'dogfood', gate: [approval: [automatic: true]]) { echo "> ${ROLLOUT_PHASE}" }
                      }
                    }
                    stage('canary') {
                      steps { phase(name: 'canary', exposure: 5, bake: [duration: '1s']) { echo "> ${ROLLOUT_PHASE}" } }
                    }
                  }
                  post { success { echo '> post' } }
                }
                """);
        build.awaitAsk("canary");
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("dogfood", "canary", "post"));
    }

    @Test
    public void aPlanStandsInTheStepsOfAStage() throws Exception {
        Build build = controller.run(
                """
                pipeline {
                  agent none
                  stages {
                    stage('production') {
                      steps {
                        rollout(application: 'checkout', version: '2.4.0', phases: [
                            [name: 'canary', exposure: 0.5, gate: [approval: [automatic: true]]],
                            [name: 'full', gate: [approval: [automatic: true]]]]) {
                          echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}"
                        }
                      }
                    }
                  }
                }
                """);
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), contains("deploy canary", "deploy full"));
    }

    /** Jenkins' own parameters have the symbols {@code choice} and {@code text} too. */
    @Test
    public void questionsAndParametersDoNotTakeEachOthersNames() throws Exception {
        Build build = controller.run(
                """
                pipeline {
                  agent none
                  parameters {
                    choice(name: 'WHERE', choices: ['here', 'there'])
                    text(name: 'NOTE', defaultValue: 'none')
                  }
                  stages {
                    stage('production') {
                      steps {
                        rollout(application: 'checkout', version: '2.4.0', phases: [[name: 'full', gate: [approval: [
                            from: ['release-managers'],
                            ask: [choice(name: 'risk', choices: ['low', 'high']), text(name: 'note', optional: true),
                                  yesNo(name: 'told')]]]]]) {
                          echo '> deployed'
                        }
                      }
                    }
                  }
                }
                """);
        build.awaitAsk("full");
        assertThat(
                build.rollout().plan().phases().get(0).gate().approval().ask().toString(),
                containsString("choices=[low, high]"));
        build.abort("dev");
        build.awaitEnd("ABORTED");
    }

    @Test
    public void questionsInAScriptedPipeline() throws Exception {
        Build build = controller.run(
                """
                properties([parameters([choice(name: 'WHERE', choices: ['here', 'there']),
                                        text(name: 'NOTE', defaultValue: 'none')])])
                gate(name: 'lunch', approval: [rules: [[from: ['alice']], [from: ['bob']]],
                     ask: [choice(name: 'risk', choices: ['low', 'high']), text('note'), yesNo('told')]])
                """);
        build.awaitAsk("lunch");
        assertThat(
                build.rollout().plan().phases().get(0).gate().approval().ask().size(), is(3));
        build.abort("dev");
        build.awaitEnd("ABORTED");
    }

    @Test
    public void abortRollsBackThroughTheOptionsBlock() throws Exception {
        Build build = controller.run(
                """
                pipeline {
                  agent none
                  options { rollout(application: 'checkout', version: '2.4.0') }
                  stages {
                    stage('full') { steps { phase(name: 'full') { echo '> never' } } }
                  }
                  post { aborted { echo '> aborted' } }
                }
                """);
        build.awaitAsk("full");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.said(), contains("aborted"));
    }

    @Test
    public void abortUndoesWhatThePhasesOfTheOptionsBlockDeployed() throws Exception {
        server.on("/shop", 200, "{}");
        controller.allow(server.uri("/").toString());
        Build build = controller.run(
                """
                pipeline {
                  agent none
                  options { rollout(application: 'checkout', version: '2.4.0') }
                  stages {
                    stage('dogfood') {
                      steps {
                        phase(name: 'dogfood', gate: [approval: [automatic: true]]) { deployTo http(url: '%s') }
                      }
                    }
                    stage('full') { steps { phase(name: 'full') { echo '> never' } } }
                  }
                  post { aborted { echo '> aborted' } }
                }
                """
                        .formatted(server.uri("/shop")));
        build.awaitAsk("full");
        build.abort("dev");
        build.awaitEnd("ABORTED");
        assertThat(build.said(), contains("aborted"));
        assertThat(build.phase("dogfood"), is(PhaseStatus.UNDONE));
        assertThat(
                server.asked().stream()
                        .map(StubServer.Asked::body)
                        .filter(body -> !body.contains("\"action\":\"status\""))
                        .toList(),
                contains(containsString("\"action\":\"deploy\""), containsString("\"action\":\"undo\"")));
    }

    @Test
    public void aMissingVersionIsFoundBeforeAnythingRuns() throws Exception {
        Build build = controller.run(
                """
                pipeline {
                  agent none
                  options { rollout(application: 'checkout') }
                  stages { stage('full') { steps { echo '> ran' } } }
                }
                """);
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("version"));
    }
}
