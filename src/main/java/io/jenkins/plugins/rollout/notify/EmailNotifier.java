package io.jenkins.plugins.rollout.notify;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Writes letters: {@code email(to: ['team@example.com', 'alice'], approvers: true)}. */
public final class EmailNotifier extends Notifier {
    static final String SYMBOL = "email";

    /** What people write; stricter than RFC 5321, without quotes, comments and spaces. */
    private static final Pattern ADDRESS = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

    private static final int LONGEST = 254;
    private static final int MOST = 100;
    private static final String NO_MAIL = "this controller sends no mail; it takes the plugin 'mailer', or on the embedded"
            + " controller 'mail' in its file";

    private List<String> to = List.of();
    private boolean approvers;

    @DataBoundConstructor
    public EmailNotifier() {}

    /** Addresses, and ids of people whose addresses Jenkins knows. */
    @NonNull
    public List<String> getTo() {
        return to;
    }

    /** One text may hold several, with commas or line ends between them. */
    @DataBoundSetter
    public void setTo(@CheckForNull List<String> to) {
        this.to = to == null
                ? List.of()
                : to.stream()
                        .flatMap(text -> Arrays.stream(text.split("[\\n,]")))
                        .map(String::trim)
                        .filter(one -> !one.isEmpty())
                        .toList();
    }

    /** As the form shows them. */
    public String getToLines() {
        return String.join("\n", to);
    }

    /** Whether those whom an approval asks by their ids are written to, too. */
    public boolean isApprovers() {
        return approvers;
    }

    @DataBoundSetter
    public void setApprovers(boolean approvers) {
        this.approvers = approvers;
    }

    @Override
    @NonNull
    public CompletionStage<Outcome> send(@NonNull Message message, @NonNull NotifierContext context) {
        Optional<Mail> mail = Mail.get();
        return mail.isEmpty()
                ? CompletableFuture.completedFuture(Outcome.failed(NO_MAIL))
                : context.blocking(() -> send(message, mail.get()));
    }

    private Outcome send(Message message, Mail mail) {
        Set<String> addresses = new LinkedHashSet<>();
        List<String> unknown = new ArrayList<>();
        for (String one : to) {
            if (one.contains("@")) {
                addresses.add(one);
            } else {
                mail.address(one).filter(EmailNotifier::isAddress).ifPresentOrElse(addresses::add, () -> unknown.add(one));
            }
        }
        if (approvers && message.topic().asks()) {
            // the name of a group is nobody's address
            message.people().forEach(id -> mail.address(id).filter(EmailNotifier::isAddress).ifPresent(addresses::add));
        }
        String lacking = unknown.isEmpty() ? "" : "no address is known of " + String.join(", ", unknown);
        if (addresses.isEmpty()) {
            return Outcome.failed(
                    lacking.isEmpty() ? "nobody is asked by an id of which an address is known here" : lacking);
        }
        Outcome outcome = mail.send(EmailText.of(message, List.copyOf(addresses)));
        return lacking.isEmpty() || outcome.state() != Outcome.State.SENT
                ? outcome
                : new Outcome(Outcome.State.SENT, lacking, null);
    }

    private static boolean isAddress(String text) {
        return text.length() <= LONGEST && ADDRESS.matcher(text).matches();
    }

    @Override
    @NonNull
    public String describe() {
        String whom = String.join(", ", to);
        return SYMBOL + " to " + (whom.isEmpty() ? "" : whom) + (approvers ? (whom.isEmpty() ? "" : ", ") + "approvers" : "");
    }

    /** All letters go to one mail server. */
    @Override
    @NonNull
    public String receiver() {
        return SYMBOL;
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull NotifierContext context) {
        var problems = new ArrayList<Problem>();
        if (to.isEmpty() && !approvers) {
            problems.add(Problem.of("to", "is missing; write addresses or ids of people, or approvers: true"));
        }
        if (to.size() > MOST) {
            problems.add(Problem.of("to", "names " + to.size() + "; write to at most " + MOST + ", or to a list"));
        }
        for (int i = 0; i < to.size(); i++) {
            if (!isAddress(to.get(i)) && !to.get(i).matches("[^@\\s\\p{Cntrl}]{1,200}")) {
                problems.add(Problem.of("to[" + i + "]", "this is neither an address nor the id of a person"));
            }
        }
        if (Mail.get().isEmpty()) {
            problems.add(Problem.of("", NO_MAIL));
        }
        return problems;
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends NotifierDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "E-mail";
        }

        @POST
        public FormValidation doCheckTo(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            var written = new EmailNotifier();
            written.setTo(value == null ? null : List.of(value));
            return written.to.stream().allMatch(one -> isAddress(one) || !one.matches(".*[@\\s].*"))
                    ? FormValidation.ok()
                    : FormValidation.error("Write addresses, or ids of people, a line each.");
        }
    }
}
