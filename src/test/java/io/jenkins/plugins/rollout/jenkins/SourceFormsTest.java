package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.jenkins.plugins.rollout.metric.CloudWatchSource;
import io.jenkins.plugins.rollout.metric.DatadogSource;
import io.jenkins.plugins.rollout.metric.GraphiteSource;
import io.jenkins.plugins.rollout.metric.InfluxDbSource;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.NewRelicSource;
import io.jenkins.plugins.rollout.metric.ThresholdCriterion;
import io.jenkins.plugins.rollout.pipeline.GateStep;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** What the Snippet Generator shows, takes and writes of sources of series, and what a Jenkinsfile learns of its mistakes. */
public class SourceFormsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Test
    public void graphite() throws Exception {
        var source = new GraphiteSource("sumSeries(shop.*.errors)");
        source.setConsolidateBy("sum");
        source.setServer("prod");
        roundTrip(source, "graphite(consolidateBy: 'sum', server: 'prod', target: 'sumSeries(shop.*.errors)')");
        var byUrl = new GraphiteSource("shop.errors");
        byUrl.setUrl("https://graphite.example/");
        roundTrip(byUrl, "graphite(target: 'shop.errors', url: 'https://graphite.example/')");
    }

    @Test
    public void influxDb() throws Exception {
        var old = new InfluxDbSource("SELECT mean(x) FROM y WHERE $timeFilter GROUP BY time($__interval)");
        old.setServer("prod");
        old.setDatabase("shop");
        roundTrip(old, "influxDb(database: 'shop', query: 'SELECT mean(x) FROM y WHERE $timeFilter GROUP BY"
                + " time($__interval)', server: 'prod')");
        var flux = new InfluxDbSource("from(bucket: \"shop\")");
        flux.setServer("prod");
        flux.setOrg("example");
        roundTrip(flux, "influxDb(org: 'example', query: 'from(bucket: \"shop\")', server: 'prod')");
    }

    @Test
    public void datadog() throws Exception {
        var source = new DatadogSource("sum:errors{service:shop}.as_count()");
        source.setServer("prod");
        roundTrip(source, "datadog(query: 'sum:errors{service:shop}.as_count()', server: 'prod')");
        source.setPer("sum:hits{service:shop}.as_count()");
        roundTrip(source, "datadog(per: 'sum:hits{service:shop}.as_count()', query: 'sum:errors{service:shop}.as_count()',"
                + " server: 'prod')");
    }

    @Test
    public void cloudWatch() throws Exception {
        var source = new CloudWatchSource("SELECT AVG(x) FROM y");
        source.setServer("aws");
        roundTrip(source, "cloudWatch(expression: 'SELECT AVG(x) FROM y', server: 'aws')");
        source.setRegion("eu-west-1");
        roundTrip(source, "cloudWatch(expression: 'SELECT AVG(x) FROM y', region: 'eu-west-1', server: 'aws')");
    }

    @Test
    public void newRelic() throws Exception {
        var source = new NewRelicSource("1234567", "SELECT count(*) FROM Transaction");
        source.setServer("prod");
        roundTrip(source, "newRelic(account: '1234567', query: 'SELECT count(*) FROM Transaction', server: 'prod')");
    }

    @Test
    public void allThatIsWrongIsSaidBeforeAnythingStarts() throws Exception {
        WorkflowRun run = People.start(JENKINS, """
                rollout(application: 'wrong', version: '2.4.0', phases: [
                  [name: 'full', gate: [approval: [automatic: true], metrics: [
                    threshold(name: 'a', atMost: 1, source: graphite(server: 'nobody', target: 'x', consolidateBy: 'median')),
                    threshold(name: 'b', atMost: 1, source: influxDb(server: 'nobody', query: 'SELECT x')),
                    threshold(name: 'c', atMost: 1, source: newRelic(server: 'nobody', account: 'x', query: 'FROM y FACET z')),
                    threshold(name: 'd', atMost: 1, source: datadog(query: '{{verison}}')),
                    threshold(name: 'e', atMost: 1, source: cloudWatch(server: 'nobody', expression: 'v = {{version}}'))]]]]) {
                  echo 'deployed'
                }
                """);
        JENKINS.waitForCompletion(run);
        String log = JenkinsRule.getLog(run);
        for (String problem : List.of(
                "consolidateBy: 'median' is not known",
                "database: is missing; write a database for InfluxDB 1.x, or an org for 2.x",
                "account: 'x' is not the number of an account",
                "query: says FACET; leave it out",
                "server: is missing; write the name of a server that an administrator defined",
                "query: {{verison}} is not known here",
                "expression: {{version}} stands outside of quotes")) {
            assertThat(log, containsString(problem));
        }
    }

    @Test
    public void serversThatNobodyDefinedAreSaidBeforeAnythingStarts() throws Exception {
        WorkflowRun run = People.start(JENKINS, """
                rollout(application: 'nowhere', version: '2.4.0', phases: [[name: 'full', gate: [approval: [automatic: true], metrics: [
                  threshold(name: 'a', atMost: 1, source: graphite(server: 'nobody', target: 'x')),
                  threshold(name: 'b', atMost: 1, source: datadog(server: 'nobody', query: 'x')),
                  threshold(name: 'c', atMost: 1, source: influxDb(server: 'nobody', org: 'x',
                                                                   query: 'v.timeRangeStart v.timeRangeStop v.windowPeriod')),
                  threshold(name: 'd', atMost: 1, source: newRelic(server: 'nobody', account: '1', query: 'x')),
                  threshold(name: 'e', atMost: 1, source: cloudWatch(server: 'nobody', expression: 'x'))]]]]) {
                  echo 'deployed'
                }
                """);
        JENKINS.waitForCompletion(run);
        for (String kind : List.of("graphite", "influxDb", "datadog", "newRelic", "cloudWatch")) {
            assertThat(JenkinsRule.getLog(run), containsString(kind + ": there is no server 'nobody'"));
        }
    }

    private static void roundTrip(MetricSource source, String written) throws Exception {
        var threshold = new ThresholdCriterion("x", source);
        threshold.setAtMost(0.5);
        var gate = new GateStep();
        gate.setMetrics(List.of(threshold));
        new SnippetizerTester(JENKINS)
                .assertRoundTrip(gate, "gate(metrics: [threshold(atMost: 0.5, name: 'x', source: " + written + ")])");
    }
}
