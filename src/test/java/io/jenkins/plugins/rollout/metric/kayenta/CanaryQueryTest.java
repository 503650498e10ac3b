package io.jenkins.plugins.rollout.metric.kayenta;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.Test;

public class CanaryQueryTest {
    private static final CanaryScope SCOPE = new CanaryScope("{{version}}", "eu-west-1", Map.of("namespace", "shop"));

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String query(String text, String... templates) {
        var named = templates.length == 0 ? Map.<String, String>of() : Map.of(templates[0], templates[1]);
        return CanaryQuery.of(json(text), named).of(SCOPE);
    }

    private static void refused(String text, String why) {
        var failure = assertThrows(IllegalArgumentException.class, () -> query(text));
        assertThat(failure.getMessage(), containsString(why));
    }

    @Test
    public void prometheusIsAveraged() {
        assertThat(
                query(
                        "{'type': 'prometheus', 'metricName': 'up', 'labelBindings': ['a=b'], 'customFilterTemplate': 't'}",
                        "t", "version=${scope},ns=${namespace}"),
                is("avg(up{version={{version}},ns=shop,a=b})"));
        assertThat(
                query("{'type': 'prometheus', 'customInlineTemplate': 'PromQL:sum(up{v=${scope}})'}"),
                is("sum(up{v={{version}}})"));
        assertThat(
                "as Kayenta escapes it when it is stored",
                query("{'type': 'prometheus', 'customInlineTemplate': 'PromQL:up{v=$\\\\{scope}}'}"),
                is("up{v={{version}}}"));
    }

    @Test
    public void prometheusKnowsTwoKindsOfServers() {
        assertThat(
                query("{'type': 'prometheus', 'metricName': 'up', 'resourceType': 'aws_ec2_instance'}"),
                is("avg(up{asg_groupName=\"{{version}}\",zone=~\"eu-west-1.{1}\"})"));
        assertThat(
                query("{'type': 'prometheus', 'metricName': 'up', 'resourceType': 'gce_instance'}"),
                is("avg(up{instance=~\"{{version}}-.{4}\",zone=~\".+/zones/eu-west-1-.{1}\"})"));
        refused("{'type': 'prometheus', 'metricName': 'up', 'resourceType': 'vm'}", "'vm' is not a known resourceType");
        refused("{'type': 'prometheus', 'metricName': 'up'}", "there is no resourceType");
    }

    @Test
    public void othersAreAskedInTheirOwnWords() {
        assertThat(
                query("{'type': 'graphite', 'metricName': 'shop.$location.$scope.p95'}"),
                is("shop.eu-west-1.{{version}}.p95"));
        assertThat(query("{'type': 'datadog', 'metricName': 'avg:load'}"), is("avg:load{{{version}}}"));
        assertThat(
                query("{'type': 'datadog', 'customInlineTemplate': 'avg:load{version:${scope}}'}"),
                is("avg:load{version:{{version}}}"));
        assertThat(
                query("{'type': 'newrelic', 'customInlineTemplate': 'SELECT average(duration) FROM Transaction WHERE v ="
                        + " ${scope} TIMESERIES 60 seconds SINCE ${startEpochSeconds} UNTIL ${endEpochSeconds}'}"),
                is("SELECT average(duration) FROM Transaction WHERE v = {{version}}"));
        refused("{'type': 'newrelic', 'select': 'count(*) FROM Transaction'}", "_scope_key");
    }

    @Test
    public void influxDbComesDownToOneMean() {
        var scope = new CanaryScope("version:{{version}}", "", Map.of());
        assertThat(
                CanaryQuery.of(json("{'type': 'influxdb', 'metricName': 'requests', 'fields': ['p95']}"), Map.of())
                        .of(scope),
                is("SELECT mean(\"p95\") FROM \"requests\" WHERE $timeFilter AND version = '{{version}}' GROUP BY"
                        + " time($__interval)"));
        refused("{'type': 'influxdb', 'metricName': 'requests', 'fields': ['p95']}", "has no tag");
    }

    @Test
    public void whatCannotBeAskedIsRefusedByName() {
        refused("{'type': 'atlas', 'q': 'name,x,:eq'}", "a query of type 'atlas' cannot be asked here");
        refused("{'metricName': 'x'}", "a query of type 'null' cannot be asked here");
        refused("{'type': 'prometheus', 'metricName': 'up', 'groupByFields': ['pod']}", "groupByFields");
        refused("{'type': 'prometheus', 'metricName': 'up', 'customFilter': 'x'}", "customFilter is not known any more");
        refused("{'type': 'prometheus', 'customFilterTemplate': 'x'}", "customFilterTemplate 'x' is not among");
        refused(
                "{'type': 'datadog', 'customInlineTemplate': '${cluster}'}",
                "nothing says what ${cluster} is; known are scope, location, namespace");
        refused("{'type': 'graphite'}", "has no metricName");
    }

    @Test
    public void aVariableMayHaveADefault() {
        assertThat(query("{'type': 'datadog', 'customInlineTemplate': '${cluster:-blue} ${scope}'}"), is("blue {{version}}"));
    }
}
