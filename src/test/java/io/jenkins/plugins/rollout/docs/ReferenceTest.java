package io.jenkins.plugins.rollout.docs;

import static java.util.stream.Collectors.toCollection;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import hudson.ExtensionList;
import hudson.console.ConsoleNote;
import hudson.model.Descriptor;
import io.jenkins.plugins.rollout.feedback.FeedbackCriterion;
import io.jenkins.plugins.rollout.feedback.SignOffCriterion;
import io.jenkins.plugins.rollout.metric.CompareCriterion;
import io.jenkins.plugins.rollout.metric.CloudWatchSource;
import io.jenkins.plugins.rollout.metric.DatadogSource;
import io.jenkins.plugins.rollout.metric.GraphiteSource;
import io.jenkins.plugins.rollout.metric.InfluxDbSource;
import io.jenkins.plugins.rollout.metric.JsonSource;
import io.jenkins.plugins.rollout.metric.NewRelicSource;
import io.jenkins.plugins.rollout.metric.OpenMetricsSource;
import io.jenkins.plugins.rollout.metric.PrometheusSource;
import io.jenkins.plugins.rollout.metric.SampleRatioCriterion;
import io.jenkins.plugins.rollout.metric.ThresholdCriterion;
import io.jenkins.plugins.rollout.metric.kayenta.KayentaCriterion;
import io.jenkins.plugins.rollout.notify.Announcement;
import io.jenkins.plugins.rollout.notify.EmailNotifier;
import io.jenkins.plugins.rollout.notify.SlackNotifier;
import io.jenkins.plugins.rollout.notify.WebhookNotifier;
import io.jenkins.plugins.rollout.pipeline.ApprovalDefinition;
import io.jenkins.plugins.rollout.pipeline.AudienceDefinition;
import io.jenkins.plugins.rollout.pipeline.AudienceRuleDefinition;
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
import io.jenkins.plugins.rollout.pipeline.TemplateDefinition;
import io.jenkins.plugins.rollout.pipeline.TextQuestion;
import io.jenkins.plugins.rollout.pipeline.YesNoQuestion;
import io.jenkins.plugins.rollout.target.HttpTarget;
import io.jenkins.plugins.rollout.target.JobParameter;
import io.jenkins.plugins.rollout.target.JobTarget;
import io.jenkins.plugins.rollout.target.haproxy.HaproxyTarget;
import io.jenkins.plugins.rollout.target.command.CommandTarget;
import io.jenkins.plugins.rollout.target.kubernetes.KubernetesTarget;
import io.jenkins.plugins.rollout.target.flag.FeatureFlagTarget;
import io.jenkins.plugins.rollout.target.flag.FlagdProvider;
import io.jenkins.plugins.rollout.target.flag.HttpFlagProvider;
import io.jenkins.plugins.rollout.target.flag.UnleashProvider;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.junit.ClassRule;
import org.junit.Test;

/** docs/steps.md and docs/targets.md against the classes that Jenkinsfiles are bound to. */
public class ReferenceTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    /** Each class that a Jenkinsfile names, and the heading under which its parameters stand in a table. */
    private static final Map<Class<?>, String> HEADINGS = Map.ofEntries(
            Map.entry(RolloutStep.class, "## `rollout`"),
            Map.entry(PhaseStep.class, "## `phase`"),
            Map.entry(PhaseDefinition.class, "## `phase`"),
            Map.entry(AudienceDefinition.class, "## `audience`"),
            Map.entry(AudienceRuleDefinition.class, "### Rules of an audience"),
            Map.entry(GateDefinition.class, "## `gate` of a phase"),
            Map.entry(ApprovalDefinition.class, "## `approval`"),
            Map.entry(RuleDefinition.class, "### Rules of an approval"),
            Map.entry(EscalationDefinition.class, "### `escalate`"),
            Map.entry(ChoiceQuestion.class, "#### `choice`"),
            Map.entry(TextQuestion.class, "#### `text`"),
            Map.entry(YesNoQuestion.class, "#### `yesNo`"),
            Map.entry(BakeDefinition.class, "## `bake` of a phase"),
            Map.entry(ThresholdCriterion.class, "## `threshold`"),
            Map.entry(CompareCriterion.class, "## `compare`"),
            Map.entry(SampleRatioCriterion.class, "## `sampleRatio`"),
            Map.entry(KayentaCriterion.class, "## `kayenta`"),
            Map.entry(FeedbackCriterion.class, "## `feedback`"),
            Map.entry(SignOffCriterion.class, "## `signOff`"),
            Map.entry(FeedbackStep.class, "## `rolloutFeedback`"),
            Map.entry(PrometheusSource.class, "## `prometheus`"),
            Map.entry(GraphiteSource.class, "## `graphite`"),
            Map.entry(InfluxDbSource.class, "## `influxDb`"),
            Map.entry(DatadogSource.class, "## `datadog`"),
            Map.entry(CloudWatchSource.class, "## `cloudWatch`"),
            Map.entry(NewRelicSource.class, "## `newRelic`"),
            Map.entry(OpenMetricsSource.class, "## `openMetrics`"),
            Map.entry(JsonSource.class, "## `json`"),
            Map.entry(DeployToStep.class, "## `deployTo`"),
            Map.entry(HttpTarget.class, "## `http`"),
            Map.entry(HaproxyTarget.class, "## Split traffic on HAProxy: `haproxy`"),
            Map.entry(CommandTarget.class, "## Run a command on an agent: `command`"),
            Map.entry(JobTarget.class, "## `job`"),
            Map.entry(KubernetesTarget.class, "## `kubernetes`"),
            Map.entry(JobParameter.class, "### Parameters of `job`"),
            Map.entry(SlackNotifier.class, "## `slack`"),
            Map.entry(EmailNotifier.class, "## `email`"),
            Map.entry(WebhookNotifier.class, "## `webhook`"),
            Map.entry(Announcement.class, "## Announcements"),
            Map.entry(FeatureFlagTarget.class, "## `featureFlag`"),
            Map.entry(FlagdProvider.class, "### `flagd`"),
            Map.entry(UnleashProvider.class, "### `unleash`"),
            Map.entry(HttpFlagProvider.class, "### `http` as a provider of flags"),
            Map.entry(GateStep.class, "## `gate` as a step"));

    private static final Pattern ROW = Pattern.compile("^\\| `([A-Za-z]+)` \\|", Pattern.MULTILINE);

    @Test
    public void everyParameterStandsInItsTableAndNoOther() {
        HEADINGS.forEach((type, heading) -> assertThat(heading, documented(heading), is(parameters(type))));
    }

    @Test
    public void requiredParametersSaySo() {
        HEADINGS.forEach((type, heading) -> {
            for (DescribableParameter parameter : DescribableModel.of(type).getParameters()) {
                if (parameter.isRequired()) {
                    String row = table(heading).lines()
                            .filter(line -> line.startsWith("| `" + parameter.getName() + "` |"))
                            .findFirst()
                            .orElse(null);
                    assertThat(heading + ", " + parameter.getName(), row, notNullValue());
                    // a Jenkinsfile may leave it out all the same, where the text says what happens then
                    assertThat(row, row.contains("required") || row.contains("`''`"), is(true));
                }
            }
        });
    }

    @Test
    public void nothingOfOursThatAJenkinsfileCanNameIsLeftOut() {
        Set<String> forgotten = ExtensionList.lookup(Descriptor.class).stream()
                .map(descriptor -> (Class<?>) descriptor.clazz)
                .filter(type -> type.getName().matches("io\\.jenkins\\.plugins\\.rollout\\.(pipeline|metric|target|notify|feedback)\\..*"))
                .filter(type -> !HEADINGS.containsKey(type))
                .filter(type -> !ConsoleNote.class.isAssignableFrom(type)) // describable, but by no Jenkinsfile
                .filter(type -> type != TemplateDefinition.class) // an administrator writes it: docs/policy.md
                .filter(type -> !isOfTests(type))
                .map(Class::getName)
                .collect(toCollection(TreeSet::new));
        assertThat(forgotten, is(empty()));
    }

    private static boolean isOfTests(Class<?> type) {
        return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                .map(source -> source.getLocation().getPath().contains("test-classes"))
                .orElse(false);
    }

    private static Set<String> parameters(Class<?> type) {
        return DescribableModel.of(type).getParameters().stream()
                .map(DescribableParameter::getName)
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> documented(String heading) {
        return ROW.matcher(table(heading)).results().map(row -> row.group(1)).collect(toCollection(TreeSet::new));
    }

    /** The first table with parameters below a heading. */
    private static String table(String heading) {
        Matcher table = Pattern.compile(
                        "^" + Pattern.quote(heading) + "\n(?:(?!#).*\n)*?(\\| parameter \\|.*\n(?:\\|.*\n)+)", Pattern.MULTILINE)
                .matcher(Example.text("docs/steps.md") + "\n" + Example.text("docs/targets.md"));
        assertThat("'" + heading + "' has a table of parameters", table.find(), is(true));
        return table.group(1);
    }
}
