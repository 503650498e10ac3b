package io.jenkins.plugins.rollout.scenario;

import static io.jenkins.plugins.rollout.policy.Policies.policy;
import static io.jenkins.plugins.rollout.policy.Policies.rules;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.pipeline.ScriptCheck;
import io.jenkins.plugins.rollout.policy.Policies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What is said about a script without running it. */
public abstract class ScriptCheckScenarios {
    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    /** The check asks a controller which symbols and templates there are. */
    @Before
    public void start() throws Exception {
        controller.rules("templates: [{name: web-service, phases: [{name: canary, exposure: 5}, {name: full}]}]");
        controller.run("echo 'here'").awaitEnd("SUCCESS");
    }

    private static ScriptCheck.Report check(String script, Policies... policies) {
        return ScriptCheck.check(script, "", rules(policies));
    }

    private static List<String> said(String script, Policies... policies) {
        return check(script, policies).findings().stream()
                .map(finding -> finding.line() + " " + finding.kind() + " " + finding.text())
                .toList();
    }

    @Test
    public void aPlanIsShownAndItsViolationsHaveLines() {
        String script =
                """
                node { echo 'built' }
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'canary',
                   exposure: 25,
                   gate: [approval: [
                     from: ['sre'],
                     quorum: 1]]],
                  [name: 'full']
                ]) { sh './deploy.sh' }
                """;
        assertThat(
                check(script).plans().get(0).plan().phases().stream().map(Phase::name).toList(), contains("canary", "full"));
        assertThat(said(script), empty());
        assertThat(
                said(script, policy().maxFirstExposure("5").groups("sre", "qa"), policy().named("two", "global").minQuorum(2)),
                contains(
                        "4 PROBLEM rollout: phase 'canary', exposure: 25 is more than 5, the most that policy 'production'"
                                + " (global) allows the first phase to expose",
                        "7 PROBLEM rollout: phase 'canary', gate.approval.quorum: 1 is less than 2, which policy 'two'"
                                + " (global) asks for",
                        "8 PROBLEM rollout: phase 'full', gate.approval.from: names nobody, so that everyone with"
                                + " Rollout/Approve may answer; policy 'production' (global) allows only sre, qa",
                        "8 PROBLEM rollout: phase 'full', gate.approval.quorum: 1 is less than 2, which policy 'two' (global)"
                                + " asks for"));
    }

    @Test
    public void aComparisonIsReadAsARunWouldReadIt() {
        String script =
                """
                gate(application: 'shop', version: '2.0', metrics: [
                  compare(name: 'errors', worse: 'higher', tolerance: 0.002,
                          source: json(server: 'a', path: '/errors/{{version}}'),
                          per: json(server: 'a', path: '/requests'))])
                """;
        assertThat(said(script), hasItem(containsString("baselinePer: is missing; write where the other side's number")));
        assertThat(said(script.replace("/requests", "/requests/{{version}}")), not(hasItem(containsString("missing"))));
    }

    @Test
    public void whatOnlyARunWouldShowIsNamedAndNotJudged() {
        String script =
                """
                def quorum = params.QUORUM
                def five = 5
                rollout(application: 'shop', version: env.GIT_COMMIT, environment: "prod-${REGION}", phases: [
                  [name: 'canary', exposure: five, gate: [approval: [from: ['sre'], quorum: quorum]]],
                  [name: 'full']
                ]) { deployTo http(server: params.SERVER) }
                """;
        List<String> said = said(script, policy().about("*", "prod*").minQuorum(2), policy().maxFirstExposure("1"));
        assertThat(said, hasItem("3 UNKNOWN rollout: version is not known before a run: env.GIT_COMMIT"));
        assertThat(said, hasItem(startsWith("3 UNKNOWN rollout: environment is not known before a run")));
        assertThat(
                said,
                hasItem("3 UNKNOWN environment: whether these are about it is not known before a run: policy 'production'"
                        + " (global)"));
        assertThat(
                said,
                hasItem("4 UNKNOWN rollout: phase 'canary', gate.approval.quorum is not known before a run: quorum"));
        assertThat("a constant is known", said, hasItem(startsWith("4 PROBLEM rollout: phase 'canary', exposure: 5")));
        assertThat(said, hasItem(containsString("6 UNKNOWN deployTo: server is not known before a run: params.SERVER")));
        assertThat(said, not(hasItem(containsString("version: is missing"))));
    }

    @Test
    public void aVariableThatChangesIsNotKnown() {
        String script =
                """
                def share = 5
                share = 50
                rollout(application: 'shop', version: '1', phases: [[name: 'canary', exposure: share]]) { }
                """;
        assertThat(said(script), contains("3 UNKNOWN rollout: phase 'canary', exposure is not known before a run: share"));
    }

    @Test
    public void aListThatIsWrittenOnceIsReadWhereItIsHandedOver() {
        String script =
                """
                def limit = 5
                def people = [from: ['sre'], quorum: 2]
                def gate = [approval: people]
                rollout(application: 'shop', version: params.VERSION, phases: [
                  [name: 'canary', exposure: limit, gate: gate],
                  [name: 'full', gate: gate]]) { }
                """;
        assertThat(
                check(script).plans().get(0).plan().phases().stream()
                        .map(phase -> phase.gate().approval().quorum())
                        .toList(),
                contains(2, 2));
        assertThat(said(script), contains("4 UNKNOWN rollout: version is not known before a run: params.VERSION"));
    }

    @Test
    public void aListThatSomethingIsDoneWithIsNotKnown() {
        for (String done : List.of(
                "names << 'qa'", "names.add('qa')", "names[0] = 'qa'", "def other = names; other << 'qa'", "more(names)",
                "names += 'qa'", "names = ['qa']", "names.each { }")) {
            String script = "def names = ['sre']\n" + done + "\n"
                    + "rollout(application: 'shop', version: '1', phases: [\n"
                    + "  [name: 'full', gate: [approval: [from: names]]]]) { }";
            assertThat(done, said(script), hasItem(
                    "4 UNKNOWN rollout: phase 'full', gate.approval.from is not known before a run: names"));
        }
    }

    @Test
    public void listsOfListsAreFollowedOnlySoFar() {
        var script = new StringBuilder("def a0 = ['sre']\n");
        for (int i = 1; i <= 30; i++) {
            script.append("def a%d = [x: a%d, y: a%d]%n".formatted(i, i - 1, i - 1));
        }
        script.append("rollout(application: 'shop', version: '1', phases: [[name: 'full', gate: [approval: a30]]]) { }");
        assertThat(said(script.toString()), hasItem(containsString("is not known before a run")));
    }

    @Test
    public void theStepFormIsReadInBothLanguages() {
        String declarative =
                """
                pipeline {
                  agent none
                  options { rollout(application: 'shop', version: '2.0') }
                  stages {
                    stage('canary') { steps { phase(name: 'canary', exposure: 5) { deployTo http(url: 'http://x/') } } }
                    stage('full') {
                      steps {
                        phase(name: 'full', gate: [approval: [automatic: true]]) {
                          deployTo target: job(name: 'deploy')
                        }
                      }
                    }
                  }
                }
                """;
        Policies strict = policy().phases("dogfood", "full").automatic(false).targets("http").servers("edge");
        assertThat(
                said(declarative, strict),
                contains(
                        "3 PROBLEM phases: 'dogfood' is missing; policy 'production' (global) asks for dogfood, full, in this"
                                + " order",
                        "5 PROBLEM deployTo: deployTo, url: 'http://x/' is named instead of a server; write one of edge, which"
                                + " policy 'production' (global) allows",
                        "8 PROBLEM phase: phase 'full', name: is reached before phase 'dogfood'; policy 'production' (global)"
                                + " asks for dogfood, full, in this order",
                        "8 PROBLEM phase: phase 'full', gate.approval.automatic: true is not allowed by policy 'production'"
                                + " (global); say who approves: from: ['…']",
                        "9 PROBLEM deployTo: deployTo, target: the target 'job' is not among http, which policy 'production'"
                                + " (global) allows"));
        assertThat(check(declarative).plans().get(0).plan().phases().size(), is(2));
        assertThat(
                said("rollout(application: 'shop', version: '1') {\n  phase(name: 'full') { }\n}\n", policy().minQuorum(2)),
                contains("2 PROBLEM phase: phase 'full', gate.approval.quorum: 1 is less than 2, which policy 'production'"
                        + " (global) asks for"));
    }

    @Test
    public void gatesAndTemplatesAreCheckedToo() {
        assertThat(
                said("gate(name: 'go', approval: [automatic: true])", policy().automatic(false)),
                contains(startsWith("1 PROBLEM gate: approval.automatic: true is not allowed")));
        assertThat(
                said("rollout(application: 'shop', version: '1', template: 'web-service', phases: [\n"
                        + "[name: 'canary',\nexposure: 50]]) { }"),
                contains("3 PROBLEM rollout: phase 'canary', exposure: 50 is more than 5 of template 'web-service'"));
        assertThat(
                said("rollout(application: 'shop', version: '1', template: 'web') { }"),
                contains("1 PROBLEM rollout: template: there is no template 'web'; there are web-service"));
    }

    @Test
    public void ordinaryMistakesAreSaidAsWell() {
        assertThat(
                said("rollout(application: 'shop',\n version: '1', phases: [[name: 'full', gaet: []]]) { }"),
                hasItem(containsString("2 PROBLEM rollout: phase 'full', gaet: is not known here")));
        assertThat(said("echo 'no rollout'"), contains(startsWith("0 NOTE There is no step of a rollout")));
        assertThat(said("rollout(application: "), contains(startsWith("0 PROBLEM This is not a script that can be read")));
    }

    @Test
    public void nothingOfAScriptRunsWhileItIsRead() throws Exception {
        Path proof = Files.createTempDirectory("rollout-check").resolve("proof");
        String write = "new java.io.File('" + proof + "').text = 'ran'";
        for (String hostile : List.of(
                "@Grab('no.such:thing:1.0') import no.such.Thing\necho 'x'",
                "@Grapes([@Grab('no.such:thing:1.0')]) def x = 1",
                "@GrabResolver(name='x', root='http://127.0.0.1:1/') @Grab('a:b:1') def y = 1",
                "@groovy.transform.ASTTest(phase=org.codehaus.groovy.control.CompilePhase.CONVERSION, value={ " + write
                        + " }) class A { }",
                "@groovy.transform.ASTTest(value={ assert " + write + " }) def x = 1",
                "class B { static { " + write + " } }\nB.class",
                "@groovy.transform.AnnotationCollector([]) @interface C { }",
                "@groovy.transform.CompileStatic(extensions='x.groovy') void d() { }",
                "def e = [1].collect { " + write + " }\nrollout(application: \"${" + write + "}\", version: '1') { }")) {
            check(hostile);
            assertThat(hostile, Files.exists(proof), is(false));
        }
    }

    @Test
    public void whatIsTooLongOrTooDeepIsRefused() {
        assertThat(said("x".repeat(300_001)), contains("0 PROBLEM the script has more than 300000 characters"));
        assertThat(
                said("x = " + "[".repeat(40_000) + "]".repeat(40_000)).get(0),
                containsString("PROBLEM the script is nested too deeply to be read"));
    }
}
