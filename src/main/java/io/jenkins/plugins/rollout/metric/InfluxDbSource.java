package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Asks an InfluxDB: 1.x in InfluxQL where a database is named, 2.x in Flux where an organization is. The query says
 * where the window goes, in the words that a Grafana panel uses.
 */
public class InfluxDbSource extends HttpMetricSource {
    private static final long serialVersionUID = 1L;
    private static final String QUERY = "a query, SELECT mean(\"value\") FROM \"latency\" WHERE $timeFilter GROUP BY"
            + " time($__interval) for example";

    private final String query;
    private String database;
    private String org;

    @DataBoundConstructor
    public InfluxDbSource(String query) {
        this.query = Fields.trimmed(query);
    }

    public String getQuery() {
        return query;
    }

    /** The database of an InfluxDB 1.x; null for one of 2.x. */
    @CheckForNull
    public String getDatabase() {
        return database;
    }

    @DataBoundSetter
    public void setDatabase(String database) {
        this.database = Fields.trimmed(database);
    }

    /** The organization of an InfluxDB 2.x, by name or id; null for one of 1.x. */
    @CheckForNull
    public String getOrg() {
        return org;
    }

    @DataBoundSetter
    public void setOrg(String org) {
        this.org = Fields.trimmed(org);
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
        Endpoint endpoint = endpoint(request);
        String filled = Quotes.fill(request, query);
        return org == null
                ? InfluxQl.ask(request, endpoint, database, filled, window)
                : Flux.ask(request, endpoint, org, filled, window);
    }

    @NonNull
    @Override
    protected String describeQuestion() {
        return query;
    }

    @NonNull
    @Override
    protected List<Optional<Problem>> validateQuestion() {
        Optional<Problem> missing = Quotes.required("query", query, QUERY);
        if (missing.isPresent() || (database == null) == (org == null)) {
            return List.of(missing, checkVersion());
        }
        return (org == null ? InfluxQl.WORDS : Flux.WORDS).stream().map(this::checkWord).toList();
    }

    private Optional<Problem> checkVersion() {
        String what = "write a database for InfluxDB 1.x, or an org for 2.x";
        return (database == null) != (org == null)
                ? Optional.empty()
                : Optional.of(Problem.of("database", database == null ? "is missing; " + what : "stands beside org; " + what));
    }

    /** What one window asks must not be answered for another: all times come from the window. */
    private Optional<Problem> checkWord(List<String> spellings) {
        return spellings.stream().anyMatch(query::contains)
                ? Optional.empty()
                : Optional.of(Problem.of("query", "does not say " + spellings.get(0) + ", where the window goes"));
    }

    /** How a form and a Jenkinsfile know it. */
    @Extension
    @Symbol("influxDb")
    public static final class DescriptorImpl extends HttpMetricSourceDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "InfluxDB";
        }

        /** Checks the query of a form. */
        @POST
        public FormValidation doCheckQuery(@AncestorInPath Item item, @QueryParameter String value) {
            Fields.checkPermission(item);
            return Fields.form(Quotes.required("query", Fields.trimmed(value), QUERY));
        }
    }
}
