package io.jenkins.plugins.rollout.feedback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.metric.MetricCriterionDescriptor;
import io.jenkins.plugins.rollout.metric.SampleRequest;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
 * What people think of a version: {@code feedback(minimumResponses: 10, minimumScore: 4, maximumNegative: '10%')}. While
 * too few have answered it waits, for days if need be.
 */
public class FeedbackCriterion extends MetricCriterion {
    private static final long serialVersionUID = 1L;
    static final String KIND = "feedback";

    private String name = KIND;
    private Integer minimumResponses;
    private Double minimumScore;
    private String maximumNegative;
    private List<String> phases = new ArrayList<>();
    private boolean namedOnly;

    @DataBoundConstructor
    public FeedbackCriterion() {}

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(@CheckForNull String name) {
        this.name = Written.trimmed(name) == null ? KIND : Written.trimmed(name);
    }

    /** How many ratings it takes before it decides; null for one. */
    @CheckForNull
    public Integer getMinimumResponses() {
        return minimumResponses;
    }

    private int wanted() {
        return minimumResponses == null ? 1 : minimumResponses;
    }

    @DataBoundSetter
    public void setMinimumResponses(@CheckForNull Integer minimumResponses) {
        this.minimumResponses = minimumResponses;
    }

    /** The mean score that is good enough. */
    @CheckForNull
    public Double getMinimumScore() {
        return minimumScore;
    }

    @DataBoundSetter
    public void setMinimumScore(@CheckForNull Double minimumScore) {
        this.minimumScore = minimumScore;
    }

    /** How many negative ratings are tolerated: a number, or a share of all, {@code 10%}. */
    @CheckForNull
    public String getMaximumNegative() {
        return maximumNegative;
    }

    @DataBoundSetter
    public void setMaximumNegative(@CheckForNull String maximumNegative) {
        this.maximumNegative = Written.trimmed(maximumNegative);
    }

    /** The phases it asks about; empty for the usual ones. */
    @NonNull
    public List<String> getPhases() {
        return List.copyOf(phases);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getPhasesLines() {
        return String.join("\n", phases);
    }

    @DataBoundSetter
    public void setPhases(@CheckForNull List<String> phases) {
        this.phases = Written.names(phases);
    }

    /** Whether ratings without a name are left out. */
    public boolean isNamedOnly() {
        return namedOnly;
    }

    @DataBoundSetter
    public void setNamedOnly(boolean namedOnly) {
        this.namedOnly = namedOnly;
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        var problems = new ArrayList<Problem>();
        if (wanted() < 0 || wanted() > FeedbackStore.MOST) {
            problems.add(Problem.of(
                    "minimumResponses", minimumResponses + " is not between 0 and " + FeedbackStore.MOST));
        }
        if (minimumScore != null && !(minimumScore >= Scale.WORST && minimumScore <= Scale.BEST)) {
            problems.add(Problem.of(
                    "minimumScore", minimumScore + " is not between " + Scale.WORST + " and " + Scale.BEST));
        }
        if (maximumNegative != null) {
            Negatives.problem(maximumNegative).ifPresent(why -> problems.add(Problem.of("maximumNegative", why)));
        }
        if (minimumScore == null && maximumNegative == null && minimumResponses == null) {
            problems.add(Problem.of(
                    "minimumScore",
                    "is missing; write what is good enough: minimumScore: 4, maximumNegative: '10%' or"
                            + " minimumResponses: 10"));
        }
        return problems;
    }

    @NonNull
    @Override
    public Criterion toCriterion() {
        List<Problem> problems = validate();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.get(0).toString());
        }
        return new Criterion(
                name, KIND, limit(), source(), 0, Criterion.DEFAULT_NO_DATA_LIMIT, Definitions.toJson(this));
    }

    private String limit() {
        var parts = new ArrayList<String>();
        parts.add(wanted() == 1 ? "at least 1 response" : "at least " + wanted() + " responses");
        if (minimumScore != null) {
            parts.add("mean at least " + Written.number(minimumScore));
        }
        if (maximumNegative != null) {
            parts.add("negative at most " + maximumNegative);
        }
        return String.join(", ", parts);
    }

    private String source() {
        return (namedOnly ? "ratings with a name" : "ratings")
                + (phases.isEmpty() ? "" : " of " + String.join(", ", phases));
    }

    @NonNull
    @Override
    public CompletionStage<Reading> read(@NonNull SampleRequest request) {
        try {
            Heard heard = FeedbackDesk.get().heard(request.situation().rolloutId());
            List<String> about = phases.isEmpty() ? heard.about(request.situation().phase()) : phases;
            Tally tally = Tally.of(heard.of(about).stream()
                    .filter(response -> !namedOnly || response.person() != null)
                    .toList());
            Double mean = tally.count() == 0 ? null : tally.mean();
            Said said = judge(tally);
            return CompletableFuture.completedFuture(
                    new Reading(name, said.verdict(), mean, said.why(), request.now()));
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Reading.noData(name, String.valueOf(e.getMessage()), request.now()));
        }
    }

    record Said(Verdict verdict, String why) {}

    /** Counts and means alone go into what the journal keeps: no names, no comments. */
    Said judge(Tally tally) {
        String words = tally.words();
        Optional<Negatives> most = Optional.ofNullable(maximumNegative).map(Negatives::of);
        if (most.filter(limit -> limit.isExceededForGood(tally)).isPresent()) {
            return new Said(Verdict.FAIL, words + "; more than " + maximumNegative + " negative");
        }
        int missing = wanted() - tally.count();
        if (missing > 0) {
            return new Said(Verdict.WAITING, words + "; " + missing + " more wanted");
        }
        if (tally.count() == 0) {
            return new Said(Verdict.PASS, words);
        }
        if (minimumScore != null && tally.mean() < minimumScore) {
            return new Said(
                    Verdict.FAIL,
                    words + "; the mean, " + Written.number(tally.mean()) + ", is less than " + Written.number(minimumScore));
        }
        if (most.filter(limit -> limit.isExceeded(tally)).isPresent()) {
            return new Said(Verdict.FAIL, words + "; more than " + maximumNegative + " negative");
        }
        return new Said(Verdict.PASS, words);
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends MetricCriterionDescriptor implements CustomDescribableModel {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Feedback";
        }

        /** A number and one name are as good as a text and a list. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return Written.loosely(arguments, List.of("maximumNegative"), List.of("phases"));
        }

        /** Checks the limit of a form. */
        @POST
        public FormValidation doCheckMaximumNegative(@AncestorInPath Item item, @QueryParameter String value) {
            Written.checkPermission(item);
            String written = Written.trimmed(value);
            return written == null
                    ? FormValidation.ok()
                    : Negatives.problem(written).map(FormValidation::error).orElseGet(FormValidation::ok);
        }
    }
}
