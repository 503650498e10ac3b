package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Template;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Deploys by asking a server over HTTP: {@code http(server: 'edge', path: '/rollout')}. What is sent and what the
 * answers mean stands in the help page of the target.
 */
public final class HttpTarget extends DeploymentTarget {
    static final String SYMBOL = "http";

    private String server;
    private String url;
    private String path;
    private String timeout;
    private String requestTimeout;
    private String pollInterval;
    private int attempts = HttpTargetTimes.ATTEMPTS;
    private String retryDelay;

    @DataBoundConstructor
    public HttpTarget() {}

    /** Name of a server that an administrator defined; null when there is a url. */
    @CheckForNull
    public String getServer() {
        return server;
    }

    @DataBoundSetter
    public void setServer(String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** A URL that an administrator allows; null when there is a server. May hold placeholders. */
    @CheckForNull
    public String getUrl() {
        return url;
    }

    @DataBoundSetter
    public void setUrl(String url) {
        this.url = Util.fixEmptyAndTrim(url);
    }

    /** Path below the server's URL; null for the URL itself. May hold placeholders. */
    @CheckForNull
    public String getPath() {
        return path;
    }

    @DataBoundSetter
    public void setPath(String path) {
        this.path = Util.fixEmptyAndTrim(path);
    }

    /** The longest time for an operation with all its tries; null for {@value HttpTargetTimes#TIMEOUT}. */
    @CheckForNull
    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        this.timeout = unless(HttpTargetTimes.TIMEOUT, timeout);
    }

    /** The longest time for one request; null for {@value HttpTargetTimes#REQUEST_TIMEOUT}. */
    @CheckForNull
    public String getRequestTimeout() {
        return requestTimeout;
    }

    @DataBoundSetter
    public void setRequestTimeout(String requestTimeout) {
        this.requestTimeout = unless(HttpTargetTimes.REQUEST_TIMEOUT, requestTimeout);
    }

    /** Time between two looks at what is under way; null for {@value HttpTargetTimes#POLL_INTERVAL}. */
    @CheckForNull
    public String getPollInterval() {
        return pollInterval;
    }

    @DataBoundSetter
    public void setPollInterval(String pollInterval) {
        this.pollInterval = unless(HttpTargetTimes.POLL_INTERVAL, pollInterval);
    }

    /** How often one request is sent at most. */
    public int getAttempts() {
        return attempts;
    }

    @DataBoundSetter
    public void setAttempts(int attempts) {
        this.attempts = attempts;
    }

    /** Time before the second try; null for {@value HttpTargetTimes#RETRY_DELAY}. */
    @CheckForNull
    public String getRetryDelay() {
        return retryDelay;
    }

    @DataBoundSetter
    public void setRetryDelay(String retryDelay) {
        this.retryDelay = unless(HttpTargetTimes.RETRY_DELAY, retryDelay);
    }

    private static String unless(String standard, String text) {
        String trimmed = Util.fixEmptyAndTrim(text);
        return standard.equals(trimmed) ? null : trimmed;
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context) {
        return conversation(call, context).perform();
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context) {
        return conversation(call, context).perform();
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context) {
        return conversation(call, context).observe();
    }

    private HttpConversation conversation(TargetCall call, TargetContext context) {
        Map<String, String> values = call.situation().placeholders();
        String free = url == null ? null : Template.fill(url, values);
        Endpoint endpoint = context.endpoints().askedBy(call.situation().rolloutId()).find(SYMBOL, server, free);
        Endpoint place = path == null ? endpoint : endpoint.below(Template.fill(path, values));
        return new HttpConversation(call, place, HttpTargetTimes.of(this), context.endpoints());
    }

    @Override
    @NonNull
    public Duration patience() {
        return HttpTargetTimes.of(this).timeout();
    }

    @Override
    @NonNull
    public Duration rhythm() {
        return HttpTargetTimes.of(this).pollInterval();
    }

    @Override
    @NonNull
    public String describe() {
        if (server != null) {
            return SYMBOL + " '" + server + "'" + (path == null ? "" : " " + path.replaceFirst("\\?.*", ""));
        }
        // neither a query nor a password that should not be there: both may be secret
        return SYMBOL + " " + String.valueOf(url).replaceFirst("[?#].*", "").replaceFirst("//[^/]*@", "//");
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        return HttpTargetRules.problems(this, context.endpoints());
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends DeploymentTargetDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "HTTP request";
        }

        @POST
        public FormValidation doCheckServer(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String url) {
            FormAccess.check(item);
            boolean named = Util.fixEmptyAndTrim(value) != null;
            boolean free = Util.fixEmptyAndTrim(url) != null;
            return named == free ? FormValidation.error(HttpTargetRules.ONE_OF) : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(HttpTargetRules.url(value));
        }

        @POST
        public FormValidation doCheckPath(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(HttpTargetRules.path(value));
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return time(item, HttpTargetTimes.Field.TIMEOUT, value);
        }

        @POST
        public FormValidation doCheckRequestTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return time(item, HttpTargetTimes.Field.REQUEST_TIMEOUT, value);
        }

        @POST
        public FormValidation doCheckPollInterval(@AncestorInPath Item item, @QueryParameter String value) {
            return time(item, HttpTargetTimes.Field.POLL_INTERVAL, value);
        }

        @POST
        public FormValidation doCheckRetryDelay(@AncestorInPath Item item, @QueryParameter String value) {
            return time(item, HttpTargetTimes.Field.RETRY_DELAY, value);
        }

        @POST
        public FormValidation doCheckAttempts(@AncestorInPath Item item, @QueryParameter int value) {
            FormAccess.check(item);
            return FormAccess.of(HttpTargetTimes.checkAttempts(value));
        }

        private static FormValidation time(Item item, HttpTargetTimes.Field field, String value) {
            FormAccess.check(item);
            return FormAccess.of(Util.fixEmptyAndTrim(value) == null ? List.of() : field.check(value));
        }
    }
}
