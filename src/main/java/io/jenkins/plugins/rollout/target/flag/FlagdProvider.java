package io.jenkins.plugins.rollout.target.flag;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import io.jenkins.plugins.rollout.target.kubernetes.ConfigMapText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The file that flagd reads: {@code flagd(server: 'flags')}, on the controller or behind a URL; or, with {@code flagd(server:
 * 'cluster', namespace: 'shop', configMap: 'flags')}, in a ConfigMap of a Kubernetes cluster.
 */
public final class FlagdProvider extends FlagProvider {
    static final String SYMBOL = "flagd";
    static final String DEFAULT_KEY = "flags.json";
    static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,63}");

    private static final String CLUSTER = "kubernetes";
    private static final int TRIES = 5;
    /** One at a time writes to a place: what two rollouts make of one file must both be in it. */
    private static final Map<Object, Object> WRITING = new ConcurrentHashMap<>();

    private final String server;
    private String namespace;
    private String configMap;
    private String key;
    private String position;

    /** @param server name of a file, a URL or a cluster that an administrator defined */
    @DataBoundConstructor
    public FlagdProvider(String server) {
        this.server = Util.fixNull(server).trim();
    }

    @NonNull
    public String getServer() {
        return server;
    }

    /** Where the ConfigMap is; null for none. */
    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    @DataBoundSetter
    public void setNamespace(@CheckForNull String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** Name of the ConfigMap that holds the file; null when the server is the file itself. */
    @CheckForNull
    public String getConfigMap() {
        return configMap;
    }

    @DataBoundSetter
    public void setConfigMap(@CheckForNull String configMap) {
        this.configMap = Util.fixEmptyAndTrim(configMap);
    }

    /** Of the ConfigMap's data; null for {@value #DEFAULT_KEY}. */
    @CheckForNull
    public String getKey() {
        return key;
    }

    @DataBoundSetter
    public void setKey(@CheckForNull String key) {
        String trimmed = Util.fixEmptyAndTrim(key);
        this.key = DEFAULT_KEY.equals(trimmed) ? null : trimmed;
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
                store(call, context).read().text(), call, call.call().action() == Action.UNDO, position));
    }

    private TargetAnswer edit(FlagCall call, TargetContext context, Function<String, FlagdFlag.Edit> change)
            throws IOException {
        FlagdStore store = store(call, context);
        synchronized (WRITING.computeIfAbsent(store.place(), unused -> new Object())) {
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

    private FlagdStore store(FlagCall call, TargetContext context) {
        Endpoints endpoints = context.endpoints().askedBy(call.rollout());
        return isInCluster()
                ? new FlagdConfigMap(map(), endpoints)
                : FlagdStore.at(endpoints.find(SYMBOL, server, null), endpoints);
    }

    private boolean isInCluster() {
        return namespace != null || configMap != null || key != null;
    }

    private ConfigMapText map() {
        return new ConfigMapText(
                server, Util.fixNull(namespace), Util.fixNull(configMap), key == null ? DEFAULT_KEY : key);
    }

    @Override
    @NonNull
    public Ability ability() {
        return new Ability(true, FlagdFlag.finest(), true);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "'" + (isInCluster() ? ", " + map() : "");
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        Endpoints endpoints = context.endpoints();
        var problems = new ArrayList<>(isInCluster() ? map().problems(endpoints) : server(SYMBOL, server, context));
        if (isInCluster() && !isDefined(CLUSTER, endpoints) && isDefined(SYMBOL, endpoints)) {
            problems.add(Problem.of(
                    "configMap",
                    "'" + server + "' is of the kind flagd, a file or a URL; leave out namespace, configMap and key, or name a"
                            + " server of the kind kubernetes"));
        } else if (!isInCluster() && !isDefined(SYMBOL, endpoints) && isDefined(CLUSTER, endpoints)) {
            problems.add(
                    Problem.of("configMap", "is needed, and namespace, for '" + server + "' is of the kind kubernetes"));
        }
        problems.addAll(position(position));
        return problems;
    }

    private boolean isDefined(String kind, Endpoints endpoints) {
        try {
            endpoints.named(kind, server);
            return true;
        } catch (HttpFailure e) {
            return false;
        }
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
        public FormValidation doCheckNamespace(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String configMap) {
            return name(item, "namespace", value, configMap);
        }

        @POST
        public FormValidation doCheckConfigMap(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String namespace) {
            return name(item, "configMap", value, namespace);
        }

        @POST
        public FormValidation doCheckKey(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            String key = Util.fixEmptyAndTrim(value);
            return key == null ? FormValidation.ok() : FormAccess.of(ConfigMapText.key(key));
        }

        private static FormValidation name(Item item, String field, String value, String partner) {
            FormAccess.check(item);
            String name = Util.fixEmptyAndTrim(value);
            return name == null && Util.fixEmptyAndTrim(partner) != null
                    ? FormValidation.error("Namespace and ConfigMap go together.")
                    : FormAccess.of(ConfigMapText.name(field, name));
        }

        @POST
        public FormValidation doCheckPosition(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(position(Util.fixEmptyAndTrim(value)));
        }
    }
}
