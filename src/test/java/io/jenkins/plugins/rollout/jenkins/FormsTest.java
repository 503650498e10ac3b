package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.feedback.FeedbackCriterion;
import io.jenkins.plugins.rollout.feedback.SignOffCriterion;
import io.jenkins.plugins.rollout.metric.CompareCriterion;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.OpenMetricsSource;
import io.jenkins.plugins.rollout.metric.PrometheusSource;
import io.jenkins.plugins.rollout.metric.SampleRatioCriterion;
import io.jenkins.plugins.rollout.metric.ThresholdCriterion;
import io.jenkins.plugins.rollout.metric.kayenta.KayentaCriterion;
import io.jenkins.plugins.rollout.pipeline.ApprovalDefinition;
import io.jenkins.plugins.rollout.pipeline.BakeDefinition;
import io.jenkins.plugins.rollout.pipeline.ChoiceQuestion;
import io.jenkins.plugins.rollout.pipeline.DeployToStep;
import io.jenkins.plugins.rollout.pipeline.EscalationDefinition;
import io.jenkins.plugins.rollout.pipeline.FeedbackStep;
import io.jenkins.plugins.rollout.pipeline.GateDefinition;
import io.jenkins.plugins.rollout.pipeline.GateStep;
import io.jenkins.plugins.rollout.pipeline.PhaseDefinition;
import io.jenkins.plugins.rollout.pipeline.PhaseStep;
import io.jenkins.plugins.rollout.pipeline.RolloutStep;
import io.jenkins.plugins.rollout.pipeline.RuleDefinition;
import io.jenkins.plugins.rollout.pipeline.TextQuestion;
import io.jenkins.plugins.rollout.pipeline.YesNoQuestion;
import io.jenkins.plugins.rollout.target.HttpTarget;
import java.util.List;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What the Snippet Generator shows, takes and writes. */
public class FormsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    private SnippetizerTester snippets;

    @Before
    public void open() {
        snippets = new SnippetizerTester(JENKINS);
    }

    @Test
    public void rolloutInStepForm() throws Exception {
        var step = new RolloutStep("checkout", "2.4.0");
        snippets.assertRoundTrip(step, "rollout(application: 'checkout', version: '2.4.0') {\n    // some block\n}");
    }

    @Test
    public void rolloutWithEverything() throws Exception {
        var step = new RolloutStep("checkout", "2.4.0");
        step.setEnvironment("staging");
        step.setPreviousVersion("2.3.1");
        step.setArtifact("sha256:12");
        step.setOnFailure("pause");
        step.setOnAbort("stop");
        step.setIfBusy("supersede");
        step.setCalendars(List.of("office", "region"));
        step.setHotfix("nobody can pay");
        var canary = new PhaseDefinition("canary");
        canary.setExposure(5.0);
        canary.setGate(gate());
        var bake = new BakeDefinition("30m");
        bake.setInterval("2m");
        canary.setBake(bake);
        var full = new PhaseDefinition("full");
        full.setAudience("everybody");
        step.setPhases(List.of(canary, full));
        snippets.assertRoundTrip(
                step,
                "rollout(application: 'checkout', artifact: 'sha256:12', calendars: ['office', 'region'], environment:"
                    + " 'staging', hotfix: 'nobody can pay', ifBusy: 'supersede',"
                    + " onAbort: 'stop', onFailure: 'pause', phases: [[bake: [duration: '30m', interval: '2m'],"
                    + " exposure: 5, gate: [approval: [from: ['alice', 'release-managers'], message: 'Look', quorum:"
                    + " 2], metrics: [threshold(atMost: 0.01, name: 'error rate', source: prometheus(query: 'up',"
                    + " server: 'prod'))], passes: 3], name: 'canary'], [audience: 'everybody', name: 'full']],"
                    + " previousVersion: '2.3.1', version: '2.4.0') {\n"
                    + "    // some block\n"
                    + "}");
    }

    private static GateDefinition gate() {
        var approval = new ApprovalDefinition();
        approval.setFrom(List.of("alice", "release-managers"));
        approval.setQuorum(2);
        approval.setMessage("Look");
        var gate = new GateDefinition();
        gate.setApproval(approval);
        gate.setPasses(3);
        gate.setMetrics(List.of(threshold()));
        return gate;
    }

    private static ThresholdCriterion threshold() {
        var source = new PrometheusSource("up");
        source.setServer("prod");
        var threshold = new ThresholdCriterion("error rate", source);
        threshold.setAtMost(0.01);
        return threshold;
    }

    @Test
    public void phase() throws Exception {
        var step = new PhaseStep("canary");
        step.setExposure(0.5);
        snippets.assertRoundTrip(step, "phase(exposure: 0.5, name: 'canary') {\n    // some block\n}");
    }

    @Test
    public void gateAlone() throws Exception {
        var step = new GateStep();
        snippets.assertRoundTrip(step, "gate()");
        step.setName("lunch");
        step.setMetrics(List.of(threshold()));
        step.setInterval("30s");
        var approval = new ApprovalDefinition();
        approval.setAutomatic(true);
        step.setApproval(approval);
        snippets.assertRoundTrip(
                step,
                "gate approval: [automatic: true], interval: '30s', metrics: [threshold(atMost: 0.01, name: 'error"
                        + " rate', source: prometheus(query: 'up', server: 'prod'))], name: 'lunch'");
    }

    @Test
    public void approvalWithEverything() throws Exception {
        var first = new RuleDefinition();
        first.setFrom(List.of("qa"));
        var second = new RuleDefinition();
        second.setFrom(List.of("sre", "bob"));
        second.setPermission("override");
        second.setQuorum(2);
        second.setShared(true);
        var ticket = new TextQuestion("ticket");
        ticket.setLabel("Which ticket?");
        var why = new TextQuestion("why");
        why.setOptional(true);
        var approval = new ApprovalDefinition();
        approval.setRules(List.of(first, second));
        approval.setInTurn(true);
        approval.setRejections(2);
        approval.setExpires("24h");
        approval.setOnExpiry("pause");
        approval.setRemind("2h");
        approval.setEscalate(new EscalationDefinition("4h", List.of("heads", "carol")));
        approval.setAsk(List.of(
                new ChoiceQuestion("risk", List.of("low", "high")), ticket, why, new YesNoQuestion("told")));
        var step = new GateStep();
        step.setApproval(approval);
        snippets.assertRoundTrip(
                step,
                "gate(approval: [ask: [choice(choices: ['low', 'high'], name: 'risk'), text(label: 'Which ticket?',"
                        + " name: 'ticket'), text(name: 'why', optional: true), yesNo('told')], escalate: [after: '4h',"
                        + " to: ['heads', 'carol']], expires: '24h', inTurn: true, onExpiry: 'pause', rejections: 2,"
                        + " remind: '2h', rules: [[from: ['qa']], [from: ['sre', 'bob'], permission: 'override',"
                        + " quorum: 2, shared: true]]])");
        ApprovalDefinition kept = ((GateStep) roundTrip(step)).getApproval();
        assertThat(kept.getRules().get(1).getFrom(), is(List.of("sre", "bob")));
        assertThat(kept.getEscalate().getTo(), is(List.of("heads", "carol")));
        assertThat(kept.getAsk().size(), is(4));
    }

    @Test
    public void deployTo() throws Exception {
        var target = new HttpTarget();
        target.setServer("edge");
        snippets.assertRoundTrip(new DeployToStep(target), "deployTo http(server: 'edge')");
    }

    @Test
    public void feedbackAndSignOff() throws Exception {
        var feedback = new FeedbackCriterion();
        feedback.setMinimumResponses(10);
        feedback.setMinimumScore(4.0);
        feedback.setMaximumNegative("10%");
        feedback.setPhases(List.of("dogfood", "beta"));
        feedback.setNamedOnly(true);
        var signOff = new SignOffCriterion(List.of("ann", "qa"));
        signOff.setMinimum(2);
        signOff.setItems(List.of("checkout works", "search works"));
        signOff.setPhase("dogfood");
        var step = new GateStep();
        step.setMetrics(List.of(feedback, signOff));
        snippets.assertRoundTrip(
                step,
                "gate(metrics: [feedback(maximumNegative: '10%', minimumResponses: 10, minimumScore: 4.0, namedOnly: true,"
                        + " phases: ['dogfood', 'beta']), signOff(items: ['checkout works', 'search works'], minimum: 2,"
                        + " phase: 'dogfood', testers: ['ann', 'qa'])])");
        var plain = new FeedbackCriterion();
        plain.setMinimumScore(4.5);
        step.setMetrics(List.of(plain, new SignOffCriterion(List.of("ann"))));
        snippets.assertRoundTrip(step, "gate(metrics: [feedback(minimumScore: 4.5), signOff(['ann'])])");
    }

    private static PrometheusSource prometheus(String query) {
        var source = new PrometheusSource(query);
        source.setServer("prod");
        return source;
    }

    @Test
    public void comparisons() throws Exception {
        var step = new GateStep();
        step.setMetrics(List.of(new CompareCriterion("latency", prometheus("l{v='{{version}}'}"), "lower")));
        snippets.assertRoundTrip(
                step,
                "gate(metrics: [compare(name: 'latency', source: prometheus(query: 'l{v=\\'{{version}}\\'}', server: 'prod'),"
                        + " worse: 'lower')])");
        var errors = new CompareCriterion("errors", prometheus("e"), "higher");
        errors.setPer(prometheus("r"));
        errors.setBaseline(new OpenMetricsSource("errors_total"));
        errors.setBaselinePer(prometheus("s"));
        errors.setTolerance("0.005");
        errors.setConfidence(0.99);
        errors.setMinimumSamples(30);
        errors.setMethod("kayenta");
        errors.setStrictKayenta(true);
        errors.setStep("30s");
        errors.setDecideWithin("4h");
        errors.setLookBack("10m");
        errors.setFailureLimit(1);
        errors.setNoDataLimit(7);
        step.setMetrics(List.of(errors));
        snippets.assertRoundTrip(
                step,
                "gate(metrics: [compare(baseline: openMetrics('errors_total'), baselinePer: prometheus(query: 's', server:"
                        + " 'prod'), confidence: 0.99, decideWithin: '4h', failureLimit: 1, lookBack: '10m', method: 'kayenta',"
                        + " minimumSamples: 30, name: 'errors', noDataLimit: 7, per: prometheus(query: 'r', server: 'prod'),"
                        + " source: prometheus(query: 'e', server: 'prod'), step: '30s', strictKayenta: true, tolerance:"
                        + " '0.005', worse: 'higher')])");
        var kept = (CompareCriterion) ((GateStep) roundTrip(step)).getMetrics().get(0);
        assertThat(Definitions.toJson(kept), is(Definitions.toJson(errors)));
        var plain = new CompareCriterion("latency", prometheus("{{version}}"), "higher");
        step.setMetrics(List.of(plain));
        kept = (CompareCriterion) ((GateStep) roundTrip(step)).getMetrics().get(0);
        assertThat("nothing is made up", Definitions.toJson(kept), is(Definitions.toJson(plain)));
    }

    @Test
    public void canaryConfigs() throws Exception {
        var step = new GateStep();
        var score = new KayentaCriterion("score", "{}");
        var where = new PrometheusSource(null);
        where.setServer("prod");
        score.setSources(List.of(where));
        step.setMetrics(List.of(score));
        var again = (GateStep) roundTrip(step);
        assertThat(
                "nothing is made up",
                Definitions.toJson(((KayentaCriterion) again.getMetrics().get(0))).toString(),
                is("{\"$symbol\":\"kayenta\",\"config\":\"{}\",\"name\":\"score\",\"sources\":[{\"$symbol\":\"prometheus\","
                        + "\"server\":\"prod\"}]}"));
        score.setCandidateScope("shop-{{version}}");
        score.setBaselineScope("shop-baseline");
        score.setLocation("eu");
        score.setParameters(List.of("namespace=shop", "cluster=blue"));
        score.setLifetime("3h");
        score.setAnalysisInterval("1h");
        score.setLookBack("10m");
        score.setStep("30s");
        score.setMinimumSamples(40);
        score.setPass(90.0);
        score.setMarginal(60.0);
        score.setStrictKayenta(true);
        score.setNoDataLimit(7);
        step.setMetrics(List.of(score));
        again = (GateStep) roundTrip(step);
        assertThat(Definitions.toJson(again.getMetrics().get(0)), is(Definitions.toJson(score)));
        snippets.assertRoundTrip(
                step,
                "gate(metrics: [kayenta(analysisInterval: '1h', baselineScope: 'shop-baseline', candidateScope:"
                        + " 'shop-{{version}}', config: '{}', lifetime: '3h', location: 'eu', lookBack: '10m', marginal: 60.0,"
                        + " minimumSamples: 40, name: 'score', noDataLimit: 7, parameters: ['namespace=shop', 'cluster=blue'],"
                        + " pass: 90.0, sources: [prometheus(server: 'prod')], step: '30s', strictKayenta: true)])");
    }

    @Test
    public void splitsAndSamplesOverTime() throws Exception {
        var split = new SampleRatioCriterion("split", prometheus("r{v='{{version}}'}"));
        split.setExpected(5.0);
        split.setTolerance("20%");
        split.setMinimumSamples(200);
        split.setCounter(true);
        split.setConfidence(0.99);
        ThresholdCriterion slow = threshold();
        slow.setPercentile(95.0);
        slow.setWindow("10m");
        slow.setStep("15s");
        slow.setMinimumSamples(20);
        ThresholdCriterion queue = threshold();
        queue.setRate("perMinute");
        queue.setWindow("10m");
        var step = new GateStep();
        step.setMetrics(List.of(split, slow, queue, new SampleRatioCriterion("plain", prometheus("{{version}}"))));
        snippets.assertRoundTrip(
                step,
                "gate(metrics: [sampleRatio(confidence: 0.99, counter: true, expected: 5.0, minimumSamples: 200, name: 'split',"
                        + " source: prometheus(query: 'r{v=\\'{{version}}\\'}', server: 'prod'), tolerance: '20%'),"
                        + " threshold(atMost: 0.01, minimumSamples: 20, name: 'error rate', percentile: 95.0, source:"
                        + " prometheus(query: 'up', server: 'prod'), step: '15s', window: '10m'), threshold(atMost: 0.01,"
                        + " name: 'error rate', rate: 'perMinute', source: prometheus(query: 'up', server: 'prod'), window:"
                        + " '10m'), sampleRatio(name: 'plain', source: prometheus(query: '{{version}}', server: 'prod'))])");
        List<MetricCriterion> kept = ((GateStep) roundTrip(step)).getMetrics();
        for (int i = 0; i < kept.size(); i++) {
            assertThat(Definitions.toJson(kept.get(i)), is(Definitions.toJson(step.getMetrics().get(i))));
        }
    }

    @Test
    public void rolloutFeedback() throws Exception {
        var rating = new FeedbackStep();
        rating.setScore(4);
        rating.setComment("search is faster");
        snippets.assertRoundTrip(rating, "rolloutFeedback comment: 'search is faster', score: 4");
        var signOff = new FeedbackStep();
        signOff.setOk("true");
        signOff.setFrom("end-to-end");
        signOff.setPhase("dogfood");
        signOff.setItems(List.of("checkout works", "search works"));
        snippets.assertRoundTrip(
                signOff,
                "rolloutFeedback from: 'end-to-end', items: ['checkout works', 'search works'], ok: 'true', phase: 'dogfood'");
    }

    @Test
    public void formsKeepWhatTheyGet() throws Exception {
        var step = new RolloutStep("checkout", "2.4.0");
        var phase = new PhaseDefinition("canary");
        phase.setExposure(12.5);
        phase.setGate(gate());
        step.setPhases(List.of(phase));
        var kept = (RolloutStep) roundTrip(step);
        PhaseDefinition canary = kept.getPhases().get(0);
        assertThat(canary.getExposure(), is(12.5));
        assertThat(canary.getGate().getApproval().getFrom(), is(List.of("alice", "release-managers")));
        assertThat(canary.getGate().getMetrics().size(), is(1));
        assertThat(canary.getBake() == null, is(true));
        assertThat(((RolloutStep) roundTrip(new RolloutStep("a", "b"))).getPhases() == null, is(true));
    }

    private static Step roundTrip(Step step) throws Exception {
        return new StepConfigTester(JENKINS).configRoundTrip(step);
    }

    @Test
    public void referencePagesAreMade() throws Exception {
        SnippetizerTester.assertDocGeneration(RolloutStep.class);
        SnippetizerTester.assertDocGeneration(PhaseStep.class);
        SnippetizerTester.assertDocGeneration(GateStep.class);
        SnippetizerTester.assertDocGeneration(DeployToStep.class);
        SnippetizerTester.assertDocGeneration(FeedbackStep.class);
    }

    @Test
    public void everyFieldHasHelp() throws Exception {
        for (Class<?> type : List.of(
                RolloutStep.class,
                PhaseStep.class,
                GateStep.class,
                DeployToStep.class,
                FeedbackStep.class,
                FeedbackCriterion.class,
                SignOffCriterion.class,
                CompareCriterion.class,
                SampleRatioCriterion.class,
                KayentaCriterion.class,
                ThresholdCriterion.class,
                PhaseDefinition.class,
                GateDefinition.class,
                BakeDefinition.class,
                ApprovalDefinition.class,
                RuleDefinition.class,
                EscalationDefinition.class,
                ChoiceQuestion.class,
                TextQuestion.class,
                YesNoQuestion.class)) {
            for (var parameter : new DescribableModel<>(type).getParameters()) {
                assertThat(
                        type.getSimpleName() + "." + parameter.getName(), parameter.getHelp(), containsString("<div>"));
            }
        }
    }
}
