package io.jenkins.plugins.rollout.target.haproxy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetDescriptor;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Splits the traffic of a backend of HAProxy between a server with the new version and one with the old:
 * {@code haproxy(server: 'edge', backend: 'checkout', candidate: 'new', stable: 'old')}. The weights are the state:
 * HAProxy remembers no operations, and the same one may be sent any number of times.
 */
public final class HaproxyTarget extends DeploymentTarget {
    static final String SYMBOL = "haproxy";
    static final String CANDIDATE = "candidate";
    static final String STABLE = "stable";

    private final String server;
    private final String backend;
    private String candidate = CANDIDATE;
    private String stable = STABLE;

    /**
     * @param server name of an HAProxy that an administrator defined
     * @param backend in its configuration
     */
    @DataBoundConstructor
    public HaproxyTarget(String server, String backend) {
        this.server = Util.fixNull(server).trim();
        this.backend = Util.fixNull(backend).trim();
    }

    @NonNull
    public String getServer() {
        return server;
    }

    @NonNull
    public String getBackend() {
        return backend;
    }

    /** The server of the backend that has the new version. */
    @NonNull
    public String getCandidate() {
        return candidate;
    }

    @DataBoundSetter
    public void setCandidate(String candidate) {
        this.candidate = Util.fixNull(candidate).isBlank() ? CANDIDATE : candidate.trim();
    }

    /** The server of the backend that has the old version. */
    @NonNull
    public String getStable() {
        return stable;
    }

    @DataBoundSetter
    public void setStable(String stable) {
        this.stable = Util.fixNull(stable).isBlank() ? STABLE : stable.trim();
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context) {
        return change(call, context, pair -> pair.share(call.reach().exposure()));
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context) {
        return change(call, context, Pair::withdraw);
    }

    private CompletionStage<TargetAnswer> change(
            TargetCall call, TargetContext context, Function<Pair, Pair.Seen> change) {
        String place = server + " " + backend + "/" + candidate;
        LatestOperation latest = LatestOperation.at(place, call.operation());
        return context.blocking(() -> {
            try {
                Pair pair = pair(call, context);
                Pair.Seen seen = latest.run(call.operation(), () -> change.apply(pair));
                return TargetAnswer.done(seen.text());
            } catch (Refused e) {
                return e.isPassing() ? TargetAnswer.failedForNow(e.getMessage()) : TargetAnswer.failed(e.getMessage());
            }
        });
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context) {
        return context.blocking(() -> {
            try {
                Pair.Seen seen = pair(call, context).look();
                boolean asLeft = call.action() == Action.UNDO
                        ? seen.isUndone()
                        : call.reach().exposure() != null && seen.has(Weights.of(call.reach().exposure()));
                return asLeft ? Observation.done(seen.text()) : Observation.changed(seen.text());
            } catch (Refused | HttpFailure e) {
                return Observation.unknown(e.getMessage());
            }
        });
    }

    private Pair pair(TargetCall call, TargetContext context) {
        if (!names().isEmpty()) {
            throw Refused.forGood(names().get(0).toString()); // they become words of commands
        }
        Endpoint place = context.endpoints().askedBy(call.situation().rolloutId()).find(SYMBOL, server, null);
        return new Pair(new RuntimeApi(place), backend, candidate, stable);
    }

    /** Any share that weights make exactly; no audience, for HAProxy's weights know none. */
    @Override
    @NonNull
    public Ability ability() {
        return new Ability(true, Weights.FINEST, false);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "' " + backend + "/" + candidate;
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        var problems = new ArrayList<Problem>();
        try {
            context.endpoints().find(SYMBOL, server, null);
        } catch (HttpFailure e) {
            problems.add(Problem.of("server", server.isEmpty() ? Names.MISSING_SERVER : e.getMessage()));
        }
        problems.addAll(names());
        return problems;
    }

    private List<Problem> names() {
        var problems = new ArrayList<Problem>();
        problems.addAll(Names.check("backend", backend));
        problems.addAll(Names.check("candidate", candidate));
        problems.addAll(Names.check("stable", stable));
        if (candidate.equals(stable)) {
            problems.add(Problem.of("stable", Names.SAME));
        }
        return problems;
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends DeploymentTargetDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Weights of HAProxy";
        }

        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return Util.fixEmptyAndTrim(value) == null
                    ? FormValidation.error(Names.MISSING_SERVER)
                    : FormValidation.ok();
        }

        @POST
        public FormValidation doCheckBackend(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(Names.check("backend", Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckCandidate(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(Names.check("candidate", or(value, CANDIDATE)));
        }

        @POST
        public FormValidation doCheckStable(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String candidate) {
            FormAccess.check(item);
            return or(value, STABLE).equals(or(candidate, CANDIDATE))
                    ? FormValidation.error(Names.SAME)
                    : FormAccess.of(Names.check("stable", or(value, STABLE)));
        }

        private static String or(String value, String standard) {
            String trimmed = Util.fixEmptyAndTrim(value);
            return trimmed == null ? standard : trimmed;
        }
    }
}
