package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Masks;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.http.UrlRule;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Any other system of flags, behind a small server that keeps to the contract in docs/feature-flags.md:
 * {@code http(server: 'flags', path: '/flags')}.
 */
public final class HttpFlagProvider extends FlagProvider {
    static final String SYMBOL = "http";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CONFLICT = 409;
    private static final int LONGEST_ERROR = 300;

    private final String server;
    private String path;

    /** @param server name of a server of the kind {@code http} that an administrator defined */
    @DataBoundConstructor
    public HttpFlagProvider(String server) {
        this.server = Util.fixNull(server).trim();
    }

    @NonNull
    public String getServer() {
        return server;
    }

    /** Path below the server's URL; null for the URL itself. */
    @CheckForNull
    public String getPath() {
        return path;
    }

    @DataBoundSetter
    public void setPath(@CheckForNull String path) {
        this.path = Util.fixEmptyAndTrim(path);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> give(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> change("set", call, context));
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> takeBack(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> change("reset", call, context));
    }

    private TargetAnswer change(String action, FlagCall call, TargetContext context) {
        Endpoint place = place(call, context);
        Response response = ask(place, HttpFlagMessages.of(action, call), call.operation(), context);
        if (response.isSuccess() || response.status() == CONFLICT) {
            return TargetAnswer.done("");
        }
        HttpFailure failure = FlagWork.failure(place.name(), action, response);
        String error = error(response, place);
        String message = failure.getMessage() + (error.isEmpty() ? "" : ": " + error);
        return failure.isPassing() ? TargetAnswer.failedForNow(message) : TargetAnswer.failed(message);
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> {
            Endpoint place = place(call, context);
            Response response = ask(
                    place,
                    HttpFlagMessages.of("status", call),
                    UUID.randomUUID().toString(), // so that no answer to the change itself is played again
                    context);
            if (!response.isSuccess()) {
                return Observation.unknown("the server does not tell");
            }
            return state(read(response), error(response, place), call.call().action() == Action.UNDO);
        });
    }

    /** One bounded line of text; should the server repeat a secret of ours, it is not passed on. */
    private static String error(Response response, Endpoint place) {
        String line = Masks.mask(read(response).path("error").asText(""), place.headers())
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
                .trim();
        return line.substring(0, Math.min(line.length(), LONGEST_ERROR));
    }

    private static Observation state(JsonNode said, String error, boolean undo) {
        if (undo && said.path("live").asBoolean(false)) {
            return Observation.unknown("the flag still gives it to somebody");
        }
        return switch (said.path("state").asText("unknown")) {
            case "done" -> Observation.done("");
            case "changed" -> Observation.changed(error.isEmpty() ? "somebody changed the flag" : error);
            case "failed" -> Observation.failed(error);
            case "running" -> Observation.running(error);
            default -> Observation.unknown("the server does not know this operation");
        };
    }

    private Endpoint place(FlagCall call, TargetContext context) {
        Endpoint endpoint = context.endpoints().askedBy(call.rollout()).find(SYMBOL, server, null);
        return path == null ? endpoint : endpoint.below(path);
    }

    private static Response ask(Endpoint place, JsonNode body, String key, TargetContext context) {
        Request request = FlagWork.request(place, "POST", body.toString()).header("Idempotency-Key", key);
        return FlagWork.ask(context.endpoints(), request);
    }

    private static JsonNode read(Response response) {
        try {
            JsonNode said = response.truncated() ? null : JSON.readTree(response.body());
            return said == null ? MissingNode.getInstance() : said;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // the code alone speaks
        }
    }

    @Override
    @NonNull
    public Ability ability() {
        return new Ability(true, FlagdFlag.finest(), true);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "'" + (path == null ? "" : " " + path.replaceFirst("\\?.*", ""));
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        var problems = new ArrayList<>(FlagdProvider.server(SYMBOL, server, context));
        problems.addAll(path(path));
        return problems;
    }

    private static List<Problem> path(@CheckForNull String path) {
        if (path == null) {
            return List.of();
        }
        if (!path.startsWith("/") || path.startsWith("//")) {
            return List.of(Problem.of("path", "'" + path + "' does not start with a single /"));
        }
        try {
            UrlRule.url("http://server.example" + path);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("path", e.getMessage()));
        }
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends FlagProviderDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Another system, by HTTP";
        }

        @POST
        public FormValidation doCheckPath(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(path(Util.fixEmptyAndTrim(value)));
        }
    }
}
