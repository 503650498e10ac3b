package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Question;
import java.util.regex.Pattern;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What an approver must answer: {@code choice(…)}, {@code text(…)} or {@code yesNo(…)}. */
public abstract class QuestionDefinition extends AbstractDescribableImpl<QuestionDefinition> {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    private final String name;
    private String label;

    QuestionDefinition(String name) {
        this.name = Util.fixNull(name).trim();
    }

    /** By which the answer is known: {@code ROLLOUT_ANSWER_} and this in upper case. */
    @NonNull
    public String getName() {
        return name;
    }

    /** What is asked, in words; the name stands for it when there is none. */
    @CheckForNull
    public String getLabel() {
        return label;
    }

    @DataBoundSetter
    public void setLabel(@CheckForNull String label) {
        this.label = Util.fixEmptyAndTrim(label);
    }

    /** As the plan keeps it, be it sound or not. */
    abstract Question toQuestion();

    /** What is known about a kind of question. */
    public abstract static class QuestionDescriptor extends Descriptor<QuestionDefinition> {
        QuestionDescriptor() {}

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormValidation missing = FormChecks.required(item, value, "Write a name, as in ticket.");
            return missing.kind != FormValidation.Kind.OK || NAME.matcher(value.trim()).matches()
                    ? missing
                    : FormValidation.error("Letters, digits and _ only, a letter first");
        }
    }
}
