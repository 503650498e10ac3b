package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Writes to a channel of Slack: {@code slack(server: 'releases', channel: '#shop')}. The server is Slack's API, with the
 * token of a bot, or an incoming webhook, whose address ends in a secret and which has a channel of its own.
 */
public final class SlackNotifier extends Notifier {
    static final String SYMBOL = "slack";
    private static final String HOOKS = "/services";
    private static final Pattern CHANNEL = Pattern.compile("#?[^\\s#,<>&|\\p{Cntrl}]{1,80}");
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,60}");

    /** What Slack calls trouble of its own. */
    private static final Set<String> PASSING = Set.of(
            "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout",
            "rollup_error", "message_limit_exceeded");

    private final String server;
    private String channel;

    @DataBoundConstructor
    public SlackNotifier(String server) {
        this.server = Util.fixNull(server).trim();
    }

    /** Name of a server that an administrator defined. */
    @NonNull
    public String getServer() {
        return server;
    }

    /** Null where the server is an incoming webhook. */
    @CheckForNull
    public String getChannel() {
        return channel;
    }

    @DataBoundSetter
    public void setChannel(@CheckForNull String channel) {
        this.channel = Util.fixEmptyAndTrim(channel);
    }

    @Override
    @NonNull
    public CompletionStage<Outcome> send(@NonNull Message message, @NonNull NotifierContext context) {
        try {
            Endpoint endpoint = context.endpoints()
                    .askedBy(message.situation().rolloutId())
                    .find(SYMBOL, server, null);
            ObjectNode body = SlackBlocks.of(message);
            boolean hook = isHook(endpoint);
            if (!hook) {
                body.put("channel", channel);
            }
            Endpoint place = hook ? hook(endpoint) : endpoint.below("/chat.postMessage");
            Request request = Request.post(place, "application/json; charset=utf-8", text(body));
            return Delivery.send(context, request, hook ? SlackNotifier::ofHook : SlackNotifier::ofApi);
        } catch (HttpFailure e) {
            return CompletableFuture.completedFuture(Delivery.explain(e));
        }
    }

    private static String text(ObjectNode body) {
        try {
            return Lines.JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static boolean isHook(Endpoint endpoint) {
        return endpoint.uri().getPath().replaceFirst("/+$", "").endsWith(HOOKS);
    }

    /** The secret is a part of the address, and nothing else is sent to prove who it is. */
    private static Endpoint hook(Endpoint endpoint) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(endpoint.headers());
        String secret = headers.getOrDefault("Authorization", "").replaceFirst("^Bearer\\s+", "").trim();
        if (!secret.matches("[A-Za-z0-9/_-]{8,200}")) {
            throw new HttpFailure(
                    HttpFailure.Kind.REFUSED,
                    endpoint.name() + " has no secret that ends the address of an incoming webhook; an administrator must"
                            + " give it what stands behind /services/, as secret text");
        }
        Endpoint below = endpoint.below("/" + secret.replaceFirst("^/+", ""));
        return new Endpoint(endpoint.name(), below.uri(), Map.of(), below.trust());
    }

    private static Outcome ofHook(Response response) {
        Outcome outcome = Delivery.byStatus(response);
        String word = response.body().trim();
        return outcome.state() == Outcome.State.SENT || !WORD.matcher(word).matches()
                ? outcome
                : new Outcome(outcome.state(), outcome.why() + ": " + word, outcome.pause());
    }

    /** Slack answers 200 also where it does not do what it is asked. */
    private static Outcome ofApi(Response response) {
        Outcome outcome = Delivery.byStatus(response);
        if (outcome.state() != Outcome.State.SENT) {
            return outcome;
        }
        JsonNode answer;
        try {
            answer = Lines.JSON.readTree(response.wholeBody());
        } catch (JsonProcessingException e) {
            return Outcome.failed(response.name() + " answers with something that is not Slack's");
        }
        if (answer.path("ok").asBoolean()) {
            return Outcome.sent();
        }
        String error = answer.path("error").asText("");
        String why = response.name() + " does not take it" + (WORD.matcher(error).matches() ? ": " + error : "");
        return PASSING.contains(error)
                ? Outcome.again(why, Delivery.asked(response).orElse(null))
                : Outcome.failed(why);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "'" + (channel == null ? "" : " " + channel);
    }

    /** Slack limits what is sent by a token, whatever the channel. */
    @Override
    @NonNull
    public String receiver() {
        return SYMBOL + " '" + server + "'";
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull NotifierContext context) {
        if (server.isEmpty()) {
            return List.of(Problem.of("server", "is missing; name a server that an administrator has defined"));
        }
        if (channel != null && !CHANNEL.matcher(channel).matches()) {
            return List.of(Problem.of("channel", "'" + channel + "' is no channel; write '#releases', or its id"));
        }
        try {
            boolean hook = isHook(context.endpoints().find(SYMBOL, server, null));
            if (hook == (channel == null)) {
                return List.of();
            }
            return List.of(Problem.of("channel", hook
                    ? "goes with a server that has the token of a bot; '" + server
                            + "' is an incoming webhook, which has a channel of its own"
                    : "is missing; write '#releases', or the id of a channel"));
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
            return "Slack";
        }

        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.needed(value, "Name a server of the kind slack that an administrator has defined.");
        }

        @POST
        public FormValidation doCheckChannel(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            String channel = Util.fixEmptyAndTrim(value);
            return channel == null || CHANNEL.matcher(channel).matches()
                    ? FormValidation.ok()
                    : FormValidation.error("This is no channel; write #releases, or its id.");
        }
    }
}
