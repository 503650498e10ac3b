package io.jenkins.plugins.rollout.feedback;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Testers sign a phase off: {@code signOff(testers: ['ann', 'qa'], items: ['checkout works'])}. It waits until they have,
 * for days if need be; one of them who says that it is not ok fails it.
 */
public class SignOffCriterion extends MetricCriterion {
    private static final long serialVersionUID = 1L;
    static final String KIND = "signOff";

    /** At most so many testers, and items. */
    static final int MOST = 100;

    private final List<String> testers;
    private String name = "sign-off";
    private Integer minimum;
    private List<String> items = new ArrayList<>();
    private String phase;

    @DataBoundConstructor
    public SignOffCriterion(List<String> testers) {
        this.testers = Written.names(testers);
    }

    /** Ids of people and names of groups; {@code pipeline:name} for what signs off by the step. */
    @NonNull
    public List<String> getTesters() {
        return List.copyOf(testers);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getTestersLines() {
        return String.join("\n", testers);
    }

    @NonNull
    @Override
    public String getName() {
        return name;
    }

    @DataBoundSetter
    public void setName(@CheckForNull String name) {
        this.name = Written.trimmed(name) == null ? "sign-off" : Written.trimmed(name);
    }

    /** How many different testers must sign off; null for one for each entry of the list. */
    @CheckForNull
    public Integer getMinimum() {
        return minimum;
    }

    @DataBoundSetter
    public void setMinimum(@CheckForNull Integer minimum) {
        this.minimum = minimum;
    }

    /** What each tester has found to work. */
    @NonNull
    public List<String> getItems() {
        return List.copyOf(items);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getItemsLines() {
        return String.join("\n", items);
    }

    @DataBoundSetter
    public void setItems(@CheckForNull List<String> items) {
        this.items = Written.names(items);
    }

    /** The phase that is signed off; null for the usual one. */
    @CheckForNull
    public String getPhase() {
        return phase;
    }

    @DataBoundSetter
    public void setPhase(@CheckForNull String phase) {
        this.phase = Written.trimmed(phase);
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        var problems = new ArrayList<Problem>();
        if (testers.isEmpty()) {
            problems.add(Problem.of("testers", "is missing; write who signs off: ['ann', 'qa']"));
        }
        list("testers", testers, problems);
        list("items", items, problems);
        if (minimum != null && minimum < 1) {
            problems.add(Problem.of("minimum", minimum + " is less than 1"));
        }
        return problems;
    }

    private static void list(String field, List<String> list, List<Problem> problems) {
        if (list.size() > MOST) {
            problems.add(Problem.of(field, "has " + list.size() + " entries; at most " + MOST));
        }
        if (new HashSet<>(list).size() < list.size()) {
            problems.add(Problem.of(field, "names something twice"));
        }
        if (list.stream().anyMatch(entry -> entry.length() > Response.LONGEST_NAME)) {
            problems.add(Problem.of(field, "has an entry of more than " + Response.LONGEST_NAME + " characters"));
        }
    }

    @NonNull
    @Override
    public Criterion toCriterion() {
        List<Problem> problems = validate();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.get(0).toString());
        }
        String people = String.join(", ", testers);
        String limit = minimum == null ? "signed off by " + people : "signed off by at least " + minimum + " of " + people;
        String source = "testers" + (phase == null ? "" : " of " + phase);
        return new Criterion(name, KIND, limit, source, 0, Criterion.DEFAULT_NO_DATA_LIMIT, Definitions.toJson(this));
    }

    @NonNull
    @Override
    public CompletionStage<Reading> read(@NonNull SampleRequest request) {
        try {
            Heard heard = FeedbackDesk.get().heard(request.situation().rolloutId());
            List<String> about = heard.about(request.situation().phase());
            SignOffs signOffs = new SignOffs(
                    testers, minimum, heard.of(List.of(phase == null ? about.get(about.size() - 1) : phase)));
            return CompletableFuture.completedFuture(new Reading(
                    name, verdict(signOffs), (double) signOffs.signed(), signOffs.words(), request.now()));
        } catch (IOException e) {
            return CompletableFuture.completedFuture(Reading.noData(name, String.valueOf(e.getMessage()), request.now()));
        }
    }

    private static Verdict verdict(SignOffs signOffs) {
        if (!signOffs.refusals().isEmpty()) {
            return Verdict.FAIL;
        }
        return signOffs.complete() ? Verdict.PASS : Verdict.WAITING;
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends MetricCriterionDescriptor implements CustomDescribableModel {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Sign-off";
        }

        /** One name is as good as a list. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            return Written.loosely(
                    arguments, List.of(), List.of("testers", "items", UninstantiatedDescribable.ANONYMOUS_KEY));
        }
    }
}
