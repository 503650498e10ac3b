package io.jenkins.plugins.rollout.notify;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Tells those who get a version what they get, and that it was taken back: {@code announce: [[by: email(to:
 * ['beta@example.com']), phases: ['beta']]]}.
 */
public final class Announcement extends AbstractDescribableImpl<Announcement> {
    private final Notifier by;
    private List<String> phases = List.of();
    private String subject;
    private String text;
    private String takenBackSubject;
    private String takenBackText;
    private String feedback;

    @DataBoundConstructor
    public Announcement(Notifier by) {
        this.by = by;
    }

    /** How it is sent, and where. Null when nobody said so, which is a mistake. */
    @CheckForNull
    public Notifier getBy() {
        return by;
    }

    /** Names of the phases whose audience reads it; empty for all. */
    @NonNull
    public List<String> getPhases() {
        return phases;
    }

    @DataBoundSetter
    public void setPhases(@CheckForNull List<String> phases) {
        this.phases = phases == null
                ? List.of()
                : phases.stream()
                        .flatMap(String::lines)
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** As the form shows them. */
    public String getPhaseLines() {
        return String.join("\n", phases);
    }

    /** Null for the usual one; so are the other texts. All may hold placeholders. */
    @CheckForNull
    public String getSubject() {
        return subject;
    }

    @DataBoundSetter
    public void setSubject(@CheckForNull String subject) {
        this.subject = Util.fixEmptyAndTrim(subject);
    }

    @CheckForNull
    public String getText() {
        return text;
    }

    @DataBoundSetter
    public void setText(@CheckForNull String text) {
        this.text = Util.fixEmptyAndTrim(text);
    }

    @CheckForNull
    public String getTakenBackSubject() {
        return takenBackSubject;
    }

    @DataBoundSetter
    public void setTakenBackSubject(@CheckForNull String takenBackSubject) {
        this.takenBackSubject = Util.fixEmptyAndTrim(takenBackSubject);
    }

    @CheckForNull
    public String getTakenBackText() {
        return takenBackText;
    }

    @DataBoundSetter
    public void setTakenBackText(@CheckForNull String takenBackText) {
        this.takenBackText = Util.fixEmptyAndTrim(takenBackText);
    }

    /** How to say what one thinks, as a sentence ends: {@code write to beta@example.com}. Null for the rollout's page. */
    @CheckForNull
    public String getFeedback() {
        return feedback;
    }

    @DataBoundSetter
    public void setFeedback(@CheckForNull String feedback) {
        this.feedback = Util.fixEmptyAndTrim(feedback);
    }

    /** What is wrong with it in a plan, as far as that is known. */
    @NonNull
    public List<Problem> problems(@NonNull Plan plan, @NonNull NotifierContext context) {
        var problems = new ArrayList<Problem>();
        if (by == null) {
            problems.add(Problem.of("by", "is missing; write how it is sent, as in by: email(to: ['beta@example.com'])"));
        } else {
            by.problems(context).stream().map(problem -> problem.within("by")).forEach(problems::add);
            if (!by.getOn().isEmpty()) {
                problems.add(Problem.of("by.on", "goes with notify; an announcement says when a phase is deployed, and undone"));
            }
        }
        problems.addAll(Wording.problems(this, plan));
        return problems;
    }

    /** Whether it is for those who get a phase. */
    boolean isFor(String phase) {
        return phases.isEmpty() || phases.contains(phase);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<Announcement> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Announcement";
        }
    }
}
