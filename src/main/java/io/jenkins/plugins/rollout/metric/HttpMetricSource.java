package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A source that is asked over HTTP: at a server that an administrator defined under the source's symbol, or at a URL
 * that an administrator allows.
 */
public abstract class HttpMetricSource extends MetricSource {
    private static final long serialVersionUID = 1L;

    private String server;
    private String url;

    @CheckForNull
    public String getServer() {
        return server;
    }

    @DataBoundSetter
    public void setServer(String server) {
        this.server = Fields.trimmed(server);
    }

    @CheckForNull
    public String getUrl() {
        return url;
    }

    @DataBoundSetter
    public void setUrl(String url) {
        this.url = Fields.trimmed(url);
    }

    /** The kind of the servers that may be named: the source's own symbol. */
    @NonNull
    protected abstract String kind();

    /**
     * Finds the place to ask, by the servers and rules of this moment.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when there is none
     */
    @NonNull
    protected Endpoint endpoint(@NonNull SampleRequest request) {
        return request.endpoints().find(kind(), server, request.fill(url));
    }

    /** What is asked there, in words, without secrets. */
    @NonNull
    protected abstract String describeQuestion();

    /** What is wrong with the other fields, as {@link #validate} says it. */
    @NonNull
    protected abstract List<Optional<Problem>> validateQuestion();

    @NonNull
    @Override
    public String describe() {
        // not the URL's query, which may hold what is nobody's business
        String address = url == null ? "nowhere" : url.split("\\?", 2)[0];
        String place = server == null ? address : "'" + server + "'";
        return (kind() + " " + place + ": " + describeQuestion()).replaceAll("\\s+", " ");
    }

    @NonNull
    @Override
    public List<Problem> validate() {
        var problems = new ArrayList<Optional<Problem>>();
        problems.add(Fields.serverOrUrl(server, url));
        problems.addAll(validateQuestion());
        return problems.stream().flatMap(Optional::stream).toList();
    }

    /** The part of a form that names the place; {@code server-or-url.jelly} shows it. */
    public abstract static class HttpMetricSourceDescriptor extends MetricSourceDescriptor {
        /** For a descriptor nested in its source. */
        protected HttpMetricSourceDescriptor() {}

        /** Checks the server and the URL of a form together. */
        @POST
        public FormValidation doCheckServer(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String url) {
            Fields.checkPermission(item);
            return Fields.form(Fields.serverOrUrl(Fields.trimmed(value), Fields.trimmed(url)));
        }
    }
}
