package io.jenkins.plugins.rollout.notify;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A way to tell people of a rollout: {@code notify: [slack(server: 'releases', channel: '#shop')]}.
 *
 * <p>An implementation is a describable with a symbol: data-bound fields, a {@code config.jelly}, and a nested {@link
 * NotifierDescriptor} with {@code @Extension} and {@code @Symbol}. It keeps nothing but its configuration: it is made
 * anew from its written form for each message, also after a restart.
 *
 * <p><b>Once.</b> Each message carries an {@linkplain Message#id() id}. The same id is the same message, however often
 * it is sent: after a timeout, after a lost answer, after the controller was killed. Pass the id on so that the receiver
 * can tell; where it cannot, {@link Message#again()} says that it may have come before.
 *
 * <p><b>Threads.</b> No method may block. Work that blocks goes to {@link NotifierContext#blocking}. Trying again,
 * patience and order are not a notifier's business.
 *
 * <p><b>Text.</b> What stands in a message came from anywhere. Escape it for where it goes: it must stay text there.
 *
 * <p><b>Secrets.</b> No outcome, description, problem or exception may hold one. All of them are kept and shown.
 *
 * <p>An implementer's test extends the contract test that comes with this class's own tests, {@code NotifierContract}.
 */
public abstract class Notifier implements Describable<Notifier>, ExtensionPoint {
    private List<String> on = List.of();

    /** What people hear of, by {@linkplain Topic#word() words}; empty for the usual. */
    @NonNull
    public final List<String> getOn() {
        return on;
    }

    /** One text may hold several, a line each, as a form sends them. */
    @DataBoundSetter
    public final void setOn(@CheckForNull List<String> on) {
        this.on = on == null
                ? List.of()
                : on.stream()
                        .flatMap(text -> Arrays.stream(text.split("[\\n,]")))
                        .map(String::trim)
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    /** As the form shows them. */
    public final String getOnLines() {
        return String.join("\n", on);
    }

    /**
     * Sends a message.
     *
     * @return what became of it. A stage that ends with an exception counts as failed
     */
    @NonNull
    public abstract CompletionStage<Outcome> send(@NonNull Message message, @NonNull NotifierContext context);

    /** Where it goes, in a few words, for people: {@code slack 'releases' #shop}. Never a secret. */
    @NonNull
    public abstract String describe();

    /**
     * Finds mistakes before anything starts. Never throws and asks no other system.
     *
     * @return each with the name of the field as a Jenkinsfile writes it; empty when all is well
     */
    @NonNull
    public List<Problem> validate(@NonNull NotifierContext context) {
        return List.of();
    }

    /** What is asked of the receiver at the same time is limited for all that have this in common. */
    @NonNull
    public String receiver() {
        return describe();
    }

    /** What it is for. */
    final Set<Topic> topics() {
        if (on.isEmpty()) {
            return Topic.usual();
        }
        var topics = EnumSet.noneOf(Topic.class);
        on.forEach(word -> Topic.of(word).ifPresent(topics::add));
        return topics;
    }

    /** Its own mistakes, and words that nothing is called by. */
    @NonNull
    public final List<Problem> problems(@NonNull NotifierContext context) {
        var problems = new ArrayList<Problem>();
        for (int i = 0; i < on.size(); i++) {
            if (Topic.of(on.get(i)).isEmpty()) {
                problems.add(Problem.of(
                        "on[" + i + "]", "'" + on.get(i) + "' is none of " + String.join(", ", Topic.words())));
            }
        }
        problems.addAll(validate(context));
        return problems;
    }
}
