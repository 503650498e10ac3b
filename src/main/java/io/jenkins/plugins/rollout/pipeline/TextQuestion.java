package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.rollout.model.Question;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Some words: {@code text(name: 'ticket', label: 'Which change ticket?')}. */
public final class TextQuestion extends QuestionDefinition {
    private boolean optional;

    @DataBoundConstructor
    public TextQuestion(String name) {
        super(name);
    }

    /** Whether it may be left without an answer. */
    public boolean isOptional() {
        return optional;
    }

    @DataBoundSetter
    public void setOptional(boolean optional) {
        this.optional = optional;
    }

    @Override
    Question toQuestion() {
        return new Question(getName(), Question.Kind.TEXT, getLabel(), List.of(), optional);
    }

    @Extension
    @Symbol("text")
    public static final class DescriptorImpl extends QuestionDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Text";
        }
    }
}
