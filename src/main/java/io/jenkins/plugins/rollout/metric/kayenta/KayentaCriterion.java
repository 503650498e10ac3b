package io.jenkins.plugins.rollout.metric.kayenta;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.analysis.Numbers;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricCriterionDescriptor;
import io.jenkins.plugins.rollout.metric.MetricSource;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Judges a canary config of Kayenta as it is: {@code kayenta(name: 'canary', config: readFile('canary.json'), sources:
 * [prometheus(server: 'prod')])}.
 */
public class KayentaCriterion extends MetricCriterion {
    private static final long serialVersionUID = 1L;
    static final String KIND = "kayenta";
    private static final String PREVIOUS = "{{previousVersion}}";

    private final String name;
    private final String config;
    private List<MetricSource> sources = new ArrayList<>();
    private String candidateScope = "{{version}}";
    private String baselineScope = PREVIOUS;
    private String location = "";
    private List<String> parameters = new ArrayList<>();
    private Double pass;
    private Double marginal;
    private String lifetime = "1h";
    private String analysisInterval;
    private String lookBack;
    private String step = "1m";
    private int minimumSamples = CanaryWords.DEFAULT_MINIMUM_SAMPLES;
    private boolean strictKayenta;
    private int noDataLimit = Criterion.DEFAULT_NO_DATA_LIMIT;

    @DataBoundConstructor
    public KayentaCriterion(String name, String config) {
        this.name = name == null ? "" : name.trim();
        this.config = config == null ? "" : config.trim();
    }

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    /** The text of the canary config. */
    public String getConfig() {
        return config;
    }

    /** Where to ask, one for each kind that the config names, without a question. */
    @NonNull
    public List<MetricSource> getSources() {
        return List.copyOf(sources);
    }

    @DataBoundSetter
    public void setSources(@CheckForNull List<MetricSource> sources) {
        this.sources = sources == null ? new ArrayList<>() : new ArrayList<>(sources);
    }

    /** What <code>${scope}</code> is for the candidate. */
    public String getCandidateScope() {
        return candidateScope;
    }

    @DataBoundSetter
    public void setCandidateScope(@CheckForNull String candidateScope) {
        this.candidateScope = CanaryWords.or(candidateScope, "{{version}}");
    }

    /** What <code>${scope}</code> is for the baseline. */
    public String getBaselineScope() {
        return baselineScope;
    }

    @DataBoundSetter
    public void setBaselineScope(@CheckForNull String baselineScope) {
        this.baselineScope = CanaryWords.or(baselineScope, PREVIOUS);
    }

    /** What <code>${location}</code> is. */
    public String getLocation() {
        return location;
    }

    @DataBoundSetter
    public void setLocation(@CheckForNull String location) {
        this.location = CanaryWords.or(location, "");
    }

    /** More of what templates name, {@code namespace=shop}. */
    @NonNull
    public List<String> getParameters() {
        return List.copyOf(parameters);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getParametersLines() {
        return String.join("\n", parameters);
    }

    @DataBoundSetter
    public void setParameters(@CheckForNull List<String> parameters) {
        this.parameters = CanaryWords.lines(parameters);
    }

    /** The score that passes; null for the config's. */
    @CheckForNull
    public Double getPass() {
        return pass;
    }

    @DataBoundSetter
    public void setPass(@CheckForNull Double pass) {
        this.pass = pass;
    }

    /** The score that does not fail; null for the config's. */
    @CheckForNull
    public Double getMarginal() {
        return marginal;
    }

    @DataBoundSetter
    public void setMarginal(@CheckForNull Double marginal) {
        this.marginal = marginal;
    }

    /** How long is measured before it is judged. */
    public String getLifetime() {
        return lifetime;
    }

    @DataBoundSetter
    public void setLifetime(@CheckForNull String lifetime) {
        this.lifetime = CanaryWords.or(lifetime, "1h");
    }

    /** After how long it may fail already; null for not before its lifetime. */
    @CheckForNull
    public String getAnalysisInterval() {
        return analysisInterval;
    }

    @DataBoundSetter
    public void setAnalysisInterval(@CheckForNull String analysisInterval) {
        this.analysisInterval = CanaryWords.or(analysisInterval, null);
    }

    /** How much of the time before the gate or bake counts, too; null for none. */
    @CheckForNull
    public String getLookBack() {
        return lookBack;
    }

    @DataBoundSetter
    public void setLookBack(@CheckForNull String lookBack) {
        this.lookBack = CanaryWords.or(lookBack, null);
    }

    /** Time between two points of a series. */
    public String getStep() {
        return step;
    }

    @DataBoundSetter
    public void setStep(@CheckForNull String step) {
        this.step = CanaryWords.or(step, "1m");
    }

    /** With fewer on a side a metric is not judged. */
    public int getMinimumSamples() {
        return minimumSamples;
    }

    @DataBoundSetter
    public void setMinimumSamples(int minimumSamples) {
        this.minimumSamples = minimumSamples;
    }

    /** Whether it says what Kayenta says, also where that passes for want of data. */
    public boolean isStrictKayenta() {
        return strictKayenta;
    }

    @DataBoundSetter
    public void setStrictKayenta(boolean strictKayenta) {
        this.strictKayenta = strictKayenta;
    }

    /** After how many samples without data in a row a human is asked. */
    public int getNoDataLimit() {
        return noDataLimit;
    }

    @DataBoundSetter
    public void setNoDataLimit(int noDataLimit) {
        this.noDataLimit = noDataLimit;
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        return new CanaryWords(this).problems();
    }

    @NonNull
    @Override
    public Criterion toCriterion() {
        Canary canary = canary();
        String limit = "score at least " + Numbers.exact(canary.judge().pass()) + " of " + canary.pairs().size() + " metrics over " + lifetime;
        return new Criterion(
                name, KIND, limit, canary.pairs().get(0).candidate().describe(), 0, noDataLimit, Definitions.toJson(this));
    }

    private Canary canary() {
        var words = new CanaryWords(this);
        words.problems().stream().findFirst().ifPresent(problem -> {
            throw new IllegalArgumentException(problem.toString());
        });
        return words.canary();
    }

    @NonNull
    @Override
    public CompletionStage<Reading> read(@NonNull SampleRequest request) {
        boolean wants = candidateScope.contains(PREVIOUS) || baselineScope.contains(PREVIOUS);
        if (wants && request.situation().previousVersion().isEmpty()) {
            String why = "there is no version before " + request.situation().version() + " to compare with; write"
                    + " previousVersion, or a baselineScope without it";
            return CompletableFuture.completedFuture(
                    new Reading(name, Verdict.INCONCLUSIVE, null, why, request.now()));
        }
        return canary().read(request);
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends MetricCriterionDescriptor implements CustomDescribableModel {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Kayenta's canary config";
        }

        /** One source and one parameter are as good as a list of one. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            var read = new LinkedHashMap<>(arguments);
            for (String list : List.of("sources", "parameters")) {
                read.computeIfPresent(list, (field, value) -> value instanceof List ? value : List.of(value));
            }
            return read;
        }

        /** Checks the config of a form, but not yet against its sources. */
        @POST
        public FormValidation doCheckConfig(@AncestorInPath Item item, @QueryParameter String value) {
            if (item == null) {
                Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            } else {
                item.checkPermission(Item.CONFIGURE);
            }
            try {
                CanaryConfig.parse(value == null ? "" : value);
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
