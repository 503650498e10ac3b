package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Asks New Relic for an NRQL query, by NerdGraph. The times of the query are the window's, so it names none itself.
 *
 * @see <a href="https://docs.newrelic.com/docs/apis/nerdgraph/examples/nerdgraph-nrql-tutorial/">NRQL by NerdGraph</a>
 */
public class NewRelicSource extends ServerSource {
    private static final long serialVersionUID = 1L;
    private static final Pattern TEXTS = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|\"[^\"]*\"|`[^`]*`");
    private static final Pattern TIMES = Pattern.compile("(?i)\\b(SINCE|UNTIL|TIMESERIES|COMPARE\\s+WITH|FACET)\\b");
    private static final String QUERY = "an NRQL query, SELECT average(duration) FROM Transaction for example";

    private final String account;
    private final String query;

    @DataBoundConstructor
    public NewRelicSource(String account, String query) {
        this.account = Fields.trimmed(account);
        this.query = Fields.trimmed(query);
    }

    /** The number of the account. */
    public String getAccount() {
        return account;
    }

    public String getQuery() {
        return query;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> sample(@NonNull SampleRequest request) {
        return newest(request, 5);
    }

    @Override
    public boolean givesSeries() {
        return true;
    }

    @NonNull
    @Override
    public CompletionStage<Sample> series(@NonNull SampleRequest request, @NonNull Window window) {
        return new NerdGraph(request, endpoint(request).below("/graphql"), Long.parseLong(account))
                .series(Quotes.fill(request, query), window);
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return query;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        String number = "is not the number of an account; write 1234567 for example";
        return List.of(
                account == null
                        ? Optional.of(Problem.of("account", "is missing; write the number of the account"))
                        : Fields.matching("account", account, "\\d{1,18}", number),
                checkQuery(query));
    }

    private static Optional<Problem> checkQuery(@CheckForNull String query) {
        Optional<Problem> problem = Quotes.required("query", query, QUERY);
        if (problem.isPresent() || query == null) {
            return problem;
        }
        var times = TIMES.matcher(TEXTS.matcher(query).replaceAll("''"));
        return times.find()
                ? Optional.of(Problem.of(
                        "query", "says " + times.group(1) + "; leave it out, the times are those of the sample, and one series is wanted"))
                : Optional.empty();
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("newRelic")
    public static final class DescriptorImpl extends ServerSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "New Relic";
        }

        /** Checks the query of a form. */
        @POST
        public FormValidation doCheckQuery(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(checkQuery(Fields.trimmed(value)));
        }
    }
}
