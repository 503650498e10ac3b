package io.jenkins.plugins.rollout.definition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.PrometheusSource;
import io.jenkins.plugins.rollout.metric.ThresholdCriterion;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;

public class DefinitionsTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    private static final String THRESHOLD = "{\"$symbol\":\"threshold\",\"atMost\":0.01,\"name\":\"errors\","
            + "\"noDataLimit\":7,\"source\":{\"$symbol\":\"prometheus\",\"query\":\"up\",\"server\":\"prod\"}}";

    private final boolean strict = DescribableModel.STRICT_PARAMETER_CHECKING;

    @After
    public void restore() {
        DescribableModel.STRICT_PARAMETER_CHECKING = strict;
    }

    @Test
    public void makesTheSameAgain() throws Exception {
        MetricCriterion made = Definitions.fromJson(json(THRESHOLD), MetricCriterion.class);
        assertThat(((ThresholdCriterion) made).getAtMost(), is(0.01));
        assertThat(((PrometheusSource) ((ThresholdCriterion) made).getSource()).getQuery(), is("up"));
        assertThat(Definitions.toJson(made).toString(), is(THRESHOLD));
        assertThat(Definitions.toJson(made), is(json(THRESHOLD)));
    }

    @Test
    public void takesAClassNameOfTheSameKindToo() throws Exception {
        for (String name : new String[] {"PrometheusSource", PrometheusSource.class.getName()}) {
            JsonNode named = json("{\"$class\":\"" + name + "\",\"query\":\"up\"}");
            assertThat(((PrometheusSource) Definitions.fromJson(named, MetricSource.class)).getQuery(), is("up"));
        }
    }

    @Test
    public void refusesWhatNothingAnswersTo() {
        refuses("{\"$symbol\":\"guess\"}", "symbol ‘guess’");
        refuses(
                "{\"$class\":\"java.lang.ProcessBuilder\"}",
                "there is no MetricCriterion of the class java.lang.ProcessBuilder");
        refuses("{\"$symbol\":\"prometheus\",\"query\":\"up\"}", "symbol ‘prometheus’");
        refuses("{\"name\":\"x\"}", "by $symbol or $class");
        refuses("[]", "by $symbol or $class");
        refuses(THRESHOLD.replace("prometheus", "guess"), "symbol ‘guess’");
        refuses(
                THRESHOLD.replace("\"$symbol\":\"prometheus\"", "\"$class\":\"java.io.File\""),
                "of the class java.io.File");
    }

    @Test
    public void refusesUnknownArgumentsEvenWhereJenkinsOnlyWarns() {
        DescribableModel.STRICT_PARAMETER_CHECKING = false;
        refuses(THRESHOLD.replace("atMost", "atMots"), "atMots");
        refuses(THRESHOLD.replace("server", "sevrer"), "sevrer");
    }

    @Test
    public void refusesValuesThatDoNotFit() {
        refuses(THRESHOLD.replace("0.01", "\"much\""), "much");
        refuses(THRESHOLD.replace("0.01", "{}"), "java.lang.Double");
    }

    private static void refuses(String definition, String words) {
        var refused = assertThrows(
                definition,
                IllegalArgumentException.class,
                () -> Definitions.fromJson(json(definition), MetricCriterion.class));
        assertThat(refused.getMessage(), containsString(words));
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
