package io.jenkins.plugins.rollout.target.flag;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The file that flagd reads: {@code flagd(server: 'flags')}, on the controller or behind a URL. */
public final class FlagdProvider extends FlagProvider {
    static final String SYMBOL = "flagd";
    static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    private static final int TRIES = 5;
    /** One at a time writes to a place: what two rollouts make of one file must both be in it. */
    private static final Map<URI, Object> WRITING = new ConcurrentHashMap<>();

    private final String server;
    private String position;

    /** @param server name of a file or URL that an administrator defined */
    @DataBoundConstructor
    public FlagdProvider(String server) {
        this.server = Util.fixNull(server).trim();
    }

    @NonNull
    public String getServer() {
        return server;
    }

    /** The attribute of the evaluation context that carries positions by Unleash's hash; null when none does. */
    @CheckForNull
    public String getPosition() {
        return position;
    }

    @DataBoundSetter
    public void setPosition(@CheckForNull String position) {
        this.position = Util.fixEmptyAndTrim(position);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> give(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> edit(call, context, text -> FlagdFlag.give(text, call, position)));
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> takeBack(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> edit(call, context, text -> FlagdFlag.takeBack(text, call)));
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> FlagdFlag.observe(
                FlagdStore.at(place(call, context), context.endpoints()).read().text(), call, call.call().action() == Action.UNDO, position));
    }

    private TargetAnswer edit(FlagCall call, TargetContext context, Function<String, FlagdFlag.Edit> change)
            throws IOException {
        Endpoint place = place(call, context);
        FlagdStore store = FlagdStore.at(place, context.endpoints());
        synchronized (WRITING.computeIfAbsent(place.uri(), unused -> new Object())) {
            for (int i = 0; i < TRIES; i++) {
                FlagdStore.Content before = store.read();
                FlagdFlag.Edit edit = change.apply(before.text());
                if (edit.text().isEmpty() || write(store, before, edit.text().get(), call)) {
                    return TargetAnswer.done(edit.message());
                }
            }
        }
        return TargetAnswer.failedForNow(describe() + " was changed by others again and again meanwhile");
    }

    private boolean write(FlagdStore store, FlagdStore.Content before, String text, FlagCall call) {
        try {
            return store.replace(before, text, call.operation());
        } catch (IOException e) {
            throw new HttpFailure(
                    HttpFailure.Kind.UNREACHABLE, describe() + " cannot be written: " + e.getClass().getSimpleName());
        }
    }

    private Endpoint place(FlagCall call, TargetContext context) {
        return context.endpoints().askedBy(call.rollout()).find(SYMBOL, server, null);
    }

    @Override
    @NonNull
    public Ability ability() {
        return new Ability(true, FlagdFlag.finest(), true);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "'";
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        var problems = new ArrayList<>(server(SYMBOL, server, context));
        problems.addAll(position(position));
        return problems;
    }

    /** Whether an administrator has defined the server. */
    static List<Problem> server(String kind, String server, TargetContext context) {
        if (server.isEmpty()) {
            return List.of(Problem.of("server", "is missing; an administrator defines one of the kind " + kind));
        }
        try {
            context.endpoints().find(kind, server, null);
            return List.of();
        } catch (HttpFailure e) {
            return List.of(Problem.of("server", e.getMessage()));
        }
    }

    static List<Problem> position(@CheckForNull String position) {
        return position == null || ATTRIBUTE.matcher(position).matches()
                ? List.of()
                : List.of(Problem.of(
                        "position",
                        "'" + position + "' may have only letters, digits and '_', and must begin with a letter"));
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends FlagProviderDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "flagd";
        }

        @POST
        public FormValidation doCheckPosition(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(position(Util.fixEmptyAndTrim(value)));
        }
    }
}
