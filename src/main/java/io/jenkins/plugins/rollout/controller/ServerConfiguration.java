package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.http.UrlRule;
import io.jenkins.plugins.rollout.policy.Server;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A server that Jenkinsfiles may name. */
public final class ServerConfiguration extends AbstractDescribableImpl<ServerConfiguration> {
    private final String name;
    private final String kind;
    private final String url;

    @DataBoundConstructor
    public ServerConfiguration(String name, String kind, String url) {
        this.name = Util.fixNull(name).trim();
        this.kind = Util.fixNull(kind).trim();
        this.url = Util.fixNull(url).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    /** Symbol of the sources or targets that may use it. */
    @NonNull
    public String getKind() {
        return kind;
    }

    @NonNull
    public String getUrl() {
        return url;
    }

    /** The server; empty when its URL cannot be used, so that nothing is asked at all. */
    Optional<Server> toServer() {
        try {
            return Optional.of(new Server(name, kind, UrlRule.url(url), Map.of()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<ServerConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Server";
        }

        @POST
        public ListBoxModel doFillKindItems() {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            var kinds = new ListBoxModel();
            kinds.add("Prometheus (prometheus)", "prometheus");
            kinds.add("Metrics page (openMetrics)", "openMetrics");
            kinds.add("JSON over HTTP (json)", "json");
            kinds.add("Deployment by HTTP (http)", "http");
            return kinds;
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error("A name is needed.")
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckUrl(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            try {
                UrlRule.url(Util.fixNull(value));
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }
    }
}
