package io.jenkins.plugins.rollout.notify;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Sends each message to a server as a CloudEvent, signed as Standard Webhooks asks for: {@code webhook(server: 'hooks')}.
 */
public final class WebhookNotifier extends Notifier {
    static final String SYMBOL = "webhook";

    private final String server;

    @DataBoundConstructor
    public WebhookNotifier(String server) {
        this.server = Util.fixNull(server).trim();
    }

    /** Name of a server that an administrator defined, with the key to sign with. */
    @NonNull
    public String getServer() {
        return server;
    }

    @Override
    @NonNull
    public CompletionStage<Outcome> send(@NonNull Message message, @NonNull NotifierContext context) {
        Endpoint endpoint;
        try {
            endpoint = context.endpoints()
                    .askedBy(message.situation().rolloutId())
                    .find(SYMBOL, server, null);
        } catch (HttpFailure e) {
            return CompletableFuture.completedFuture(Delivery.explain(e));
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(endpoint.headers());
        Optional<Signature> signature = takeKey(headers);
        if (signature.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.failed(endpoint.name() + " has no key to sign with; an"
                    + " administrator must give it one as its secret: whsec_ and 24 to 64 bytes in Base64"));
        }
        String body = CloudEvent.of(message, context.pages().source(message));
        headers.putAll(signature.get().headers(message.id(), Instant.now(), body));
        var place = new Endpoint(endpoint.name(), endpoint.uri(), headers, endpoint.trust());
        return Delivery.send(context, Request.post(place, CloudEvent.MEDIA_TYPE, body), Delivery::byStatus);
    }

    /** The key never leaves: whichever header holds it is taken out. */
    private static Optional<Signature> takeKey(Map<String, String> headers) {
        String own = headers.remove(Signature.SIGNATURE);
        if (own != null) {
            return Signature.by(own.trim());
        }
        String bearer = headers.getOrDefault("Authorization", "").replaceFirst("^Bearer\\s+", "");
        if (!bearer.startsWith(Signature.KEY_PREFIX)) {
            return Optional.empty();
        }
        headers.remove("Authorization");
        return Signature.by(bearer);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "'";
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull NotifierContext context) {
        if (server.isEmpty()) {
            return List.of(Problem.of("server", "is missing; name a server that an administrator has defined"));
        }
        try {
            context.endpoints().find(SYMBOL, server, null);
            return List.of();
        } catch (HttpFailure e) {
            return List.of(Problem.of("server", e.getMessage()));
        }
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends NotifierDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Webhook (CloudEvents, signed)";
        }

        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.needed(value, "Name a server of the kind webhook that an administrator has defined.");
        }
    }
}
