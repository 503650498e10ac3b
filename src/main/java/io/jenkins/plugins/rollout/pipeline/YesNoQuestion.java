package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.rollout.model.Question;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Yes or no: {@code yesNo(name: 'announced', label: 'Is support told?')}. The answer is {@code true} or {@code false}. */
public final class YesNoQuestion extends QuestionDefinition {
    @DataBoundConstructor
    public YesNoQuestion(String name) {
        super(name);
    }

    @Override
    Question toQuestion() {
        return new Question(getName(), Question.Kind.YES_NO, getLabel(), List.of(), false);
    }

    @Extension
    @Symbol("yesNo")
    public static final class DescriptorImpl extends QuestionDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Yes or no";
        }
    }
}
