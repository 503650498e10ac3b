package io.jenkins.plugins.rollout.controller;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.rollout.http.ServerUrl;
import io.jenkins.plugins.rollout.policy.Server;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A server that Jenkinsfiles may name. It keeps the id of its credentials, never the secret: that is looked up for each
 * request.
 */
public final class ServerConfiguration extends AbstractDescribableImpl<ServerConfiguration> {
    private final String name;
    private final String kind;
    private final String url;
    private String credentialsId;
    private String credentialsHeader;
    private String certificateAuthority;
    private String namespaces;

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

    /** Secret text, or username with password, that each request carries; null for none. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** The header that carries them; null for {@code Authorization}. */
    @CheckForNull
    public String getCredentialsHeader() {
        return credentialsHeader;
    }

    @DataBoundSetter
    public void setCredentialsHeader(@CheckForNull String credentialsHeader) {
        this.credentialsHeader = Util.fixEmptyAndTrim(credentialsHeader);
    }

    /** PEM certificates that a Kubernetes API server's own must come from; null for those of Java. */
    @CheckForNull
    public String getCertificateAuthority() {
        return certificateAuthority;
    }

    @DataBoundSetter
    public void setCertificateAuthority(@CheckForNull String certificateAuthority) {
        this.certificateAuthority = Util.fixEmptyAndTrim(certificateAuthority);
    }

    /** Namespaces of a Kubernetes cluster that Jenkinsfiles may name, with blanks or commas between; null for none. */
    @CheckForNull
    public String getNamespaces() {
        return namespaces;
    }

    @DataBoundSetter
    public void setNamespaces(@CheckForNull String namespaces) {
        this.namespaces = Util.fixEmptyAndTrim(namespaces);
    }

    /**
     * The server, with its secret as it is now; empty when its URL cannot be used, so that nothing is asked at all.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when its credentials are not there
     */
    Optional<Server> toServer() {
        URI place;
        try {
            place = ServerUrl.read(kind, url);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (kind.equals(ClusterFields.KIND)) {
            return Optional.of(ClusterFields.server(this, place));
        }
        Map<String, String> headers = ServerUrl.takesHeaders(kind)
                ? credentials().map(ServerCredentials::headers).orElse(Map.of())
                : Map.of();
        return Optional.of(new Server(name, kind, place, headers));
    }

    Optional<ServerCredentials> credentials() {
        String server = kind + " '" + name + "'";
        return Optional.ofNullable(credentialsId)
                .map(id -> new ServerCredentials(server, id, credentialsHeader, url));
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
            kinds.add("HAProxy (haproxy)", "haproxy");
            kinds.add("Slack (slack)", "slack");
            kinds.add("Webhook for messages (webhook)", "webhook");
            kinds.add("Kubernetes cluster (kubernetes)", ClusterFields.KIND);
            kinds.add("Flags of flagd (flagd)", "flagd");
            kinds.add("Unleash (unleash)", "unleash");
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
        public FormValidation doCheckUrl(@QueryParameter String value, @QueryParameter String kind) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            try {
                ServerUrl.read(Util.fixNull(kind).trim(), Util.fixNull(value));
                return FormValidation.ok();
            } catch (IllegalArgumentException e) {
                return FormValidation.error(e.getMessage());
            }
        }

        /** What an administrator may choose from; everybody else sees what is chosen, and learns of nothing more. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @QueryParameter String kind, @QueryParameter String url, @QueryParameter String credentialsId) {
            var choices = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return choices.includeCurrentValue(Util.fixNull(credentialsId));
            }
            return choices.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            StandardCredentials.class,
                            ServerCredentials.requirements(url),
                            ServerCredentials.usable(kind))
                    .includeCurrentValue(Util.fixNull(credentialsId));
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @QueryParameter String value, @QueryParameter String url, @QueryParameter String kind) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String id = Util.fixEmptyAndTrim(value);
            if (id == null) {
                return FormValidation.ok();
            }
            if (!ServerUrl.takesHeaders(Util.fixNull(kind).trim())) {
                return FormValidation.error("HAProxy's runtime API knows no credentials; protect its socket by its mode"
                        + " or by the network, and leave this empty.");
            }
            if (new ServerCredentials("the server", id, null, Util.fixNull(url))
                    .find()
                    .filter(ServerCredentials.usable(kind)::matches)
                    .isEmpty()) {
                return FormValidation.error("There are no such credentials for this URL: "
                        + ServerCredentials.usableText(kind) + ", in a domain that covers it.");
            }
            return ServerProbe.isOpen(url)
                    ? FormValidation.warning("The secret goes over the network unencrypted; use https.")
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckCredentialsHeader(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String header = Util.fixEmptyAndTrim(value);
            return header == null || ServerCredentials.isHeader(header)
                    ? FormValidation.ok()
                    : FormValidation.error("This is not the name of a header; write X-Api-Key for example.");
        }

        @POST
        public FormValidation doCheckCertificateAuthority(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterFields.checkCertificates(Util.fixEmptyAndTrim(value));
        }

        @POST
        public FormValidation doCheckNamespaces(@QueryParameter String value, @QueryParameter String kind) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return ClusterFields.checkNamespaces(Util.fixEmptyAndTrim(value), kind);
        }

        /** Asks the server of the form once, when an administrator presses the button. */
        @POST
        public FormValidation doTestConnection(
                @QueryParameter String name,
                @QueryParameter String kind,
                @QueryParameter String url,
                @QueryParameter String credentialsId,
                @QueryParameter String credentialsHeader,
                @QueryParameter String certificateAuthority) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            var server = new ServerConfiguration(name, kind, url);
            server.setCredentialsId(credentialsId);
            server.setCredentialsHeader(credentialsHeader);
            server.setCertificateAuthority(certificateAuthority);
            return ServerProbe.of(server);
        }
    }
}
