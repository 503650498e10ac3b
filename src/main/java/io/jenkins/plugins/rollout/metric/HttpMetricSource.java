package io.jenkins.plugins.rollout.metric;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.Optional;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A source that is asked over HTTP: at a server that an administrator defined under the source's symbol, or at a URL
 * that an administrator allows.
 */
public abstract class HttpMetricSource extends ServerSource {
    private static final long serialVersionUID = 1L;

    private String url;

    @CheckForNull
    public String getUrl() {
        return url;
    }

    @DataBoundSetter
    public void setUrl(String url) {
        this.url = Fields.trimmed(url);
    }

    /**
     * Finds the place to ask, by the servers and rules of this moment.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when there is none
     */
    @NonNull
    @Override
    protected Endpoint endpoint(@NonNull SampleRequest request) {
        return request.endpoints().find(kind(), getServer(), request.fill(url));
    }

    @NonNull
    @Override
    String describePlace() {
        // not the URL's query, which may hold what is nobody's business
        return getServer() == null && url != null ? url.split("\\?", 2)[0] : super.describePlace();
    }

    @NonNull
    @Override
    Optional<Problem> validatePlace() {
        return Fields.serverOrUrl(getServer(), url);
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
