package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.rollout.model.Question;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;

/** One of several: {@code choice(name: 'risk', choices: ['low', 'high'], label: 'How risky is it?')}. */
public final class ChoiceQuestion extends QuestionDefinition {
    private final List<String> choices;

    /** @param choices one text may hold several, a line each, as a form sends them */
    @DataBoundConstructor
    public ChoiceQuestion(String name, List<String> choices) {
        super(name);
        this.choices = Names.of(choices);
    }

    @NonNull
    public List<String> getChoices() {
        return choices;
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getChoicesLines() {
        return Names.lines(choices);
    }

    @Override
    Question toQuestion() {
        return new Question(getName(), Question.Kind.CHOICE, getLabel(), choices, false);
    }

    @Extension
    @Symbol("choice")
    public static final class DescriptorImpl extends QuestionDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Choice";
        }
    }
}
