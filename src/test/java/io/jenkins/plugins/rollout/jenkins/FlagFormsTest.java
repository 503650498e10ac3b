package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.pipeline.DeployToStep;
import io.jenkins.plugins.rollout.target.flag.FeatureFlagTarget;
import io.jenkins.plugins.rollout.target.flag.FlagProvider;
import io.jenkins.plugins.rollout.target.flag.FlagdProvider;
import io.jenkins.plugins.rollout.target.flag.HttpFlagProvider;
import io.jenkins.plugins.rollout.target.flag.UnleashProvider;
import java.util.List;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The forms of the featureFlag target and its providers, as the Snippet Generator shows and writes them. */
public class FlagFormsTest {
    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    private static void written(FlagProvider provider, String variant, String snippet) throws Exception {
        var target = new FeatureFlagTarget("new-checkout", provider);
        target.setVariant(variant);
        new SnippetizerTester(R).assertRoundTrip(new DeployToStep(target), "deployTo featureFlag(" + snippet + ")");
    }

    @Test
    public void flagd() throws Exception {
        var provider = new FlagdProvider("flags");
        written(provider, "on", "flag: 'new-checkout', provider: flagd('flags')");
        provider.setPosition("rolloutPosition");
        written(
                provider,
                "{{version}}",
                "flag: 'new-checkout', provider: flagd(position: 'rolloutPosition', server: 'flags'), variant: '{{version}}'");
    }

    @Test
    public void flagdInAConfigMap() throws Exception {
        var provider = new FlagdProvider("prod");
        provider.setNamespace("shop");
        provider.setConfigMap("flags");
        written(
                provider,
                null,
                "flag: 'new-checkout', provider: flagd(configMap: 'flags', namespace: 'shop', server: 'prod')");
        provider.setKey("checkout.json");
        written(
                provider,
                null,
                "flag: 'new-checkout', provider: flagd(configMap: 'flags', key: 'checkout.json', namespace: 'shop',"
                        + " server: 'prod')");
    }

    @Test
    public void namespaceAndConfigMapGoTogetherInTheForm() {
        var descriptor = R.jenkins.getDescriptorByType(FlagdProvider.DescriptorImpl.class);
        assertThat(descriptor.doCheckNamespace(null, "", "flags").kind, is(FormValidation.Kind.ERROR));
        assertThat(descriptor.doCheckConfigMap(null, "", "shop").kind, is(FormValidation.Kind.ERROR));
        assertThat(descriptor.doCheckConfigMap(null, "Flags", "shop").kind, is(FormValidation.Kind.ERROR));
        assertThat(descriptor.doCheckConfigMap(null, "flags", "shop").kind, is(FormValidation.Kind.OK));
        assertThat(descriptor.doCheckNamespace(null, "", "").kind, is(FormValidation.Kind.OK));
        assertThat(descriptor.doCheckKey(null, "a/b").kind, is(FormValidation.Kind.ERROR));
    }

    @Test
    public void unleash() throws Exception {
        var provider = new UnleashProvider("flags", "production");
        provider.setProject("shop");
        provider.setStickiness("customerId");
        provider.setPosition("rolloutPosition");
        written(
                provider,
                null,
                "flag: 'new-checkout', provider: unleash(environment: 'production', position: 'rolloutPosition',"
                        + " project: 'shop', server: 'flags', stickiness: 'customerId')");
    }

    @Test
    public void http() throws Exception {
        var provider = new HttpFlagProvider("flags");
        provider.setPath("/flags");
        written(provider, null, "flag: 'new-checkout', provider: http(path: '/flags', server: 'flags')");
    }

    @Test
    public void everyFieldHasHelp() throws Exception {
        for (Class<?> type : List.of(
                FeatureFlagTarget.class, FlagdProvider.class, UnleashProvider.class, HttpFlagProvider.class)) {
            for (var parameter : DescribableModel.of(type).getParameters()) {
                assertThat(type.getSimpleName() + "." + parameter.getName(), parameter.getHelp() != null, is(true));
            }
        }
    }
}
