package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import hudson.model.Descriptor;
import hudson.model.Result;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.http.StubServer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.scriptsecurity.scripts.ScriptApproval;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Everything that a Jenkinsfile can write works in the sandbox, and asks no administrator to approve a script. */
public class SandboxTest {
    private static final String JENKINSFILE = """
            def place = 'SERVER'
            def errors = threshold(name: 'errors', atMost: 0.01, source: prometheus(url: place, query: 'errors{v="{{version}}"}'))
            def up = threshold(name: 'up', atLeast: 1, source: openMetrics(url: "${place}/metrics", metric: 'up'))
            def p95 = threshold(name: 'p95', between: '0..1', failureLimit: 1, source: json(url: "${place}/stats", path: '/p95'))
            rollout(application: 'checkout', environment: 'test', version: '2.4.0', previousVersion: '2.3.1', phases: [
              [name: 'canary', exposure: 5,
               gate: [metrics: [errors, up, p95], interval: '1s', passes: 1, approval: [automatic: true]],
               bake: [duration: '1s', interval: '1s', metrics: [p95]]],
              [name: 'full', gate: [approval: [automatic: true]]],
            ], audiences: [audience(name: 'staff', list: ['ann'])], onFailure: 'stop', onAbort: 'stop', ifBusy: 'fail') {
              deployTo http(url: "${place}/deploy")
              deployTo job(name: 'deploy', parameters: [[name: 'REGION', value: 'eu']])
              rolloutFeedback(score: 5, comment: 'fine')
              echo "${ROLLOUT_ACTION} ${ROLLOUT_VERSION} in ${env.ROLLOUT_PHASE}"
            }
            rollout(application: 'steps', version: '2.4.0') {
              phase(name: 'full', gate: [metrics: [p95], approval: [automatic: true]]) { deployTo http(url: "${place}/deploy") }
            }
            gate(name: 'go-live', application: 'checkout', version: '2.4.0', metrics: [p95], approval: [automatic: true])
            def elsewhere = [
              haproxy(server: 'edge', backend: 'checkout'), command(deploy: './deploy.sh'),
              kubernetes(server: 'prod', namespace: 'shop', deployment: 'checkout', image: 'checkout:{{version}}'),
              featureFlag(flag: 'new', provider: flagd(server: 'flags')), featureFlag(flag: 'new', provider: unleash(server: 'flags')),
              slack(server: 'chat'), email(to: 'team@example.com'), webhook(server: 'hooks'),
              graphite(server: 'g', target: 't'), influxDb(server: 'i', query: 'q'), datadog(server: 'd', query: 'q'),
              cloudWatch(server: 'c', expression: 'e'), newRelic(server: 'n', account: '1', query: 'q'),
              feedback(minimumScore: 4), signOff(testers: ['ann']),
              compare(name: 'latency', worse: 'higher', tolerance: 0.002, source: json(url: place, path: '/{{version}}')),
              sampleRatio(name: 'split', expected: 5, counter: true, source: json(url: place, path: '/{{version}}')),
              kayenta(name: 'score', config: '{}', sources: prometheus(server: 'prod'), parameters: ['a=b']),
            ]
            echo "and ${elsewhere.size()} more can be written"
            echo 'all of it was done'
            gate(name: 'questions', application: 'checkout', version: '2.4.0', approval: [
              rules: [[from: ['nobody-yet'], quorum: 1]], message: 'Go?',
              ask: [choice(name: 'risk', choices: ['low', 'high']), text(name: 'ticket'), yesNo(name: 'told')],
            ])
            """;

    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @ClassRule
    public static final StubServer SERVER = new StubServer();

    /** All names by which a Jenkinsfile can name something of ours. */
    private static List<String> names() {
        return Stream.concat(
                        R.jenkins.getExtensionList(Descriptor.class).stream(),
                        R.jenkins.getExtensionList(StepDescriptor.class).stream())
                .filter(descriptor -> descriptor.getClass().getName().matches(
                        "io\\.jenkins\\.plugins\\.rollout\\.(pipeline|metric|target|notify|feedback)\\..*"))
                .flatMap(SandboxTest::names)
                .distinct()
                .filter(name -> !Set.of("broken", "imagined", "noting").contains(name)) // of other tests
                .toList();
    }

    private static Stream<String> names(Object descriptor) {
        Symbol symbol = descriptor.getClass().getAnnotation(Symbol.class);
        Stream<String> symbols = symbol == null ? Stream.of() : Arrays.stream(symbol.value());
        return descriptor instanceof StepDescriptor step
                ? Stream.concat(symbols, Stream.of(step.getFunctionName()))
                : symbols;
    }

    @Test
    public void nothingWaitsForAnApprovalOfTheScript() throws Exception {
        assertThat(names().size(), is(greaterThan(8)));
        for (String name : names()) {
            assertThat(name, JENKINSFILE, matchesPattern("(?s).*\\b" + name + "[ (].*"));
        }
        SERVER.on("/api/v1/query", 200, "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"0.001\"]}}")
                .on("/metrics", 200, "# TYPE up gauge\nup 1\n")
                .on("/stats", 200, "{\"p95\": 0.5}")
                .on("/deploy", 200, Map.of(), "{\"state\": \"done\"}");
        String place = SERVER.uri("").toString();
        RolloutConfiguration.get().setFreeUrls(List.of(place));
        WorkflowJob deploy = R.createProject(WorkflowJob.class, "deploy");
        deploy.addProperty(new hudson.model.ParametersDefinitionProperty(
                new hudson.model.StringParameterDefinition("REGION", "eu")));
        deploy.setDefinition(new CpsFlowDefinition("echo 'to the jobs target'", true));
        WorkflowJob job = R.createProject(WorkflowJob.class, "sandboxed");
        job.setDefinition(new CpsFlowDefinition(JENKINSFILE.replace("SERVER", place), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();

        R.waitForMessage("all of it was done", run);
        R.waitForMessage("waiting for approval", run);
        assertNothingWaits();
        run.doStop();
        R.assertBuildStatus(Result.ABORTED, R.waitForCompletion(run));
        assertNothingWaits();
    }

    private static void assertNothingWaits() {
        ScriptApproval approvals = ScriptApproval.get();
        assertThat(approvals.getPendingScripts(), empty());
        assertThat(approvals.getPendingSignatures(), empty());
        assertThat(approvals.getPendingClasspathEntries(), empty());
    }
}
