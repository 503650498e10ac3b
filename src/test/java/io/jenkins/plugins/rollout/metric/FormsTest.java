package io.jenkins.plugins.rollout.metric;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.Assert.assertThrows;

import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.kohsuke.stapler.verb.POST;

/** What forms ask of the server while they are filled in. */
public class FormsTest {
    private static final List<Descriptor<?>> DESCRIPTORS = List.of(
            new ThresholdCriterion.DescriptorImpl(),
            new PrometheusSource.DescriptorImpl(),
            new OpenMetricsSource.DescriptorImpl(),
            new JsonSource.DescriptorImpl(),
            new GraphiteSource.DescriptorImpl(),
            new InfluxDbSource.DescriptorImpl(),
            new DatadogSource.DescriptorImpl(),
            new NewRelicSource.DescriptorImpl(),
            new CloudWatchSource.DescriptorImpl());

    @Test
    public void everyQuestionIsAPostAndOnlyForThoseWhoMayConfigureTheJob() {
        Item closed = item(false);
        int questions = 0;
        for (Descriptor<?> descriptor : DESCRIPTORS) {
            for (Method method : descriptor.getClass().getMethods()) {
                if (method.getName().startsWith("doCheck") || method.getName().startsWith("doFill")) {
                    assertThat(method.toString(), method.getAnnotation(POST.class), is(notNullValue()));
                    Object[] arguments = new Object[method.getParameterCount()];
                    arguments[0] = closed;
                    var refused =
                            assertThrows(InvocationTargetException.class, () -> method.invoke(descriptor, arguments));
                    assertThat(refused.getCause().getMessage(), is("closed"));
                    questions++;
                }
            }
        }
        assertThat(questions, is(greaterThan(8)));
    }

    @Test
    public void fieldsAreCheckedAsTheJenkinsfileIs() {
        Item open = item(true);
        var prometheus = new PrometheusSource.DescriptorImpl();
        assertThat(prometheus.doCheckQuery(open, "up").kind, is(FormValidation.Kind.OK));
        assertThat(prometheus.doCheckQuery(open, " ").kind, is(FormValidation.Kind.ERROR));
        assertThat(prometheus.doCheckServer(open, "prod", "").kind, is(FormValidation.Kind.OK));
        assertThat(prometheus.doCheckServer(open, "prod", "http://x/").kind, is(FormValidation.Kind.ERROR));
        var openMetrics = new OpenMetricsSource.DescriptorImpl();
        assertThat(openMetrics.doCheckMetric(open, "up{a=\"{{version}}\"}").kind, is(FormValidation.Kind.OK));
        assertThat(openMetrics.doCheckMetric(open, "rate(up[5m])").kind, is(FormValidation.Kind.ERROR));
        assertThat(openMetrics.doCheckPer(open, "").kind, is(FormValidation.Kind.OK));
        assertThat(openMetrics.doCheckPer(open, "{").kind, is(FormValidation.Kind.ERROR));
        assertThat(openMetrics.doFillTypeItems(open).size(), is(3));
        var json = new JsonSource.DescriptorImpl();
        assertThat(json.doCheckPath(open, "$.x").kind, is(FormValidation.Kind.OK));
        assertThat(json.doCheckPath(open, "$..x").kind, is(FormValidation.Kind.ERROR));
        assertThat(json.doFillMethodItems(open).size(), is(3));
        var graphite = new GraphiteSource.DescriptorImpl();
        assertThat(graphite.doCheckTarget(open, "").kind, is(FormValidation.Kind.ERROR));
        assertThat(graphite.doFillConsolidateByItems(open).size(), is(5));
        var influxDb = new InfluxDbSource.DescriptorImpl();
        assertThat(influxDb.doCheckQuery(open, "WHERE v = '{{version}}'").kind, is(FormValidation.Kind.OK));
        assertThat(influxDb.doCheckQuery(open, "WHERE v = {{version}}").kind, is(FormValidation.Kind.ERROR));
        var datadog = new DatadogSource.DescriptorImpl();
        assertThat(datadog.doCheckServer(open, "prod").kind, is(FormValidation.Kind.OK));
        assertThat(datadog.doCheckServer(open, " ").kind, is(FormValidation.Kind.ERROR));
        assertThat(datadog.doCheckQuery(open, "{{verison}}").kind, is(FormValidation.Kind.ERROR));
        assertThat(new NewRelicSource.DescriptorImpl().doCheckQuery(open, "FACET x").kind, is(FormValidation.Kind.ERROR));
        var cloudWatch = new CloudWatchSource.DescriptorImpl();
        assertThat(cloudWatch.doCheckExpression(open, "").kind, is(FormValidation.Kind.ERROR));
        var threshold = new ThresholdCriterion.DescriptorImpl();
        assertThat(threshold.doCheckName(open, "x").kind, is(FormValidation.Kind.OK));
        assertThat(threshold.doCheckName(open, "").kind, is(FormValidation.Kind.ERROR));
        assertThat(threshold.doCheckBetween(open, "").kind, is(FormValidation.Kind.OK));
        assertThat(threshold.doCheckBetween(open, "1..2").kind, is(FormValidation.Kind.OK));
        assertThat(threshold.doCheckBetween(open, "2..1").kind, is(FormValidation.Kind.ERROR));
    }

    private static Item item(boolean open) {
        return (Item) Proxy.newProxyInstance(
                FormsTest.class.getClassLoader(), new Class<?>[] {Item.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("checkPermission") && !open) {
                        assertThat(Arrays.asList(arguments), is(List.of(Item.CONFIGURE)));
                        throw new IllegalStateException("closed");
                    }
                    return null;
                });
    }
}
