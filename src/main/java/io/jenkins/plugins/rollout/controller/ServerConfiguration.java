package io.jenkins.plugins.rollout.controller;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
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
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
    private String secondCredentialsId;
    private String secondCredentialsHeader;
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

    /** The header that carries them; null for the one that servers of the kind want, mostly {@code Authorization}. */
    @CheckForNull
    public String getCredentialsHeader() {
        return credentialsHeader;
    }

    @DataBoundSetter
    public void setCredentialsHeader(@CheckForNull String credentialsHeader) {
        this.credentialsHeader = Util.fixEmptyAndTrim(credentialsHeader);
    }

    /** Secret text that each request carries besides, for servers that want two; null for none. */
    @CheckForNull
    public String getSecondCredentialsId() {
        return secondCredentialsId;
    }

    @DataBoundSetter
    public void setSecondCredentialsId(@CheckForNull String secondCredentialsId) {
        this.secondCredentialsId = Util.fixEmptyAndTrim(secondCredentialsId);
    }

    /** The header that carries it; null for the one that servers of the kind want. */
    @CheckForNull
    public String getSecondCredentialsHeader() {
        return secondCredentialsHeader;
    }

    @DataBoundSetter
    public void setSecondCredentialsHeader(@CheckForNull String secondCredentialsHeader) {
        this.secondCredentialsHeader = Util.fixEmptyAndTrim(secondCredentialsHeader);
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
        var headers = new HashMap<String, String>();
        if (ServerUrl.takesHeaders(kind)) {
            allCredentials().forEach(credentials -> headers.putAll(credentials.headers()));
        }
        return Optional.of(new Server(name, kind, place, headers));
    }

    Optional<ServerCredentials> credentials() {
        return Optional.ofNullable(credentialsId)
                .map(id -> new ServerCredentials(words(), kind, id, credentialsHeader, url));
    }

    /** The second ones, once it is known what carries them. */
    private Optional<ServerCredentials> secondCredentials() {
        String header =
                secondCredentialsHeader == null ? ServerCredentials.usualSecondHeader(kind) : secondCredentialsHeader;
        return Optional.ofNullable(header == null ? null : secondCredentialsId)
                .map(id -> new ServerCredentials(words(), kind, id, header, url));
    }

    /** All that a request carries. */
    List<ServerCredentials> allCredentials() {
        return Stream.concat(credentials().stream(), secondCredentials().stream()).toList();
    }

    private String words() {
        return kind + " '" + name + "'";
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
            kinds.add("Graphite (graphite)", "graphite");
            kinds.add("InfluxDB (influxDb)", "influxDb");
            kinds.add("Datadog (datadog)", "datadog");
            kinds.add("Amazon CloudWatch (cloudWatch)", "cloudWatch");
            kinds.add("New Relic (newRelic)", "newRelic");
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
            return choices(url, credentialsId, ServerCredentials.usable(kind));
        }

        /** The same for the second ones. */
        @POST
        public ListBoxModel doFillSecondCredentialsIdItems(
                @QueryParameter String url, @QueryParameter String secondCredentialsId) {
            return choices(url, secondCredentialsId, ServerCredentials.usableSecond());
        }

        private static ListBoxModel choices(String url, String chosen, CredentialsMatcher usable) {
            var choices = new StandardListBoxModel();
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return choices.includeCurrentValue(Util.fixNull(chosen));
            }
            return choices.includeEmptyValue()
                    .includeMatchingAs(
                            ACL.SYSTEM2,
                            Jenkins.get(),
                            StandardCredentials.class,
                            ServerCredentials.requirements(url),
                            usable)
                    .includeCurrentValue(Util.fixNull(chosen));
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
            return check(id, url, ServerCredentials.usable(kind), ServerCredentials.usableText(kind));
        }

        @POST
        public FormValidation doCheckSecondCredentialsId(
                @QueryParameter String value,
                @QueryParameter String url,
                @QueryParameter String kind,
                @QueryParameter String secondCredentialsHeader) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            String id = Util.fixEmptyAndTrim(value);
            if (id == null) {
                return "datadog".equals(kind)
                        ? FormValidation.warning("Datadog wants an application key besides its API key.")
                        : FormValidation.ok();
            }
            if (Util.fixEmptyAndTrim(secondCredentialsHeader) == null
                    && ServerCredentials.usualSecondHeader(kind) == null) {
                return FormValidation.error("Name the header that carries them.");
            }
            return check(id, url, ServerCredentials.usableSecond(), "secret text");
        }

        private static FormValidation check(String id, String url, CredentialsMatcher usable, String words) {
            if (new ServerCredentials("the server", "", id, null, Util.fixNull(url))
                    .find()
                    .filter(usable::matches)
                    .isEmpty()) {
                return FormValidation.error(
                        "There are no such credentials for this URL: " + words + ", in a domain that covers it.");
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
        public FormValidation doCheckSecondCredentialsHeader(@QueryParameter String value) {
            return doCheckCredentialsHeader(value);
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
                @QueryParameter String secondCredentialsId,
                @QueryParameter String secondCredentialsHeader,
                @QueryParameter String certificateAuthority) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            var server = new ServerConfiguration(name, kind, url);
            server.setCredentialsId(credentialsId);
            server.setCredentialsHeader(credentialsHeader);
            server.setSecondCredentialsId(secondCredentialsId);
            server.setSecondCredentialsHeader(secondCredentialsHeader);
            server.setCertificateAuthority(certificateAuthority);
            return ServerProbe.of(server);
        }
    }
}
