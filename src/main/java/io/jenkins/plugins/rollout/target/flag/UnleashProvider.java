package io.jenkins.plugins.rollout.target.flag;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A flag in Unleash: {@code unleash(server: 'unleash', environment: 'production')}. The rollout has strategies of its own
 * in that environment, beside those of others; who meets any of them is in.
 */
public final class UnleashProvider extends FlagProvider {
    static final String SYMBOL = "unleash";
    static final String DEFAULT_PROJECT = "default";
    static final String DEFAULT_STICKINESS = "userId";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,99}");

    private final String server;
    private final String environment;
    private String project;
    private String stickiness;
    private String position;

    /**
     * @param server name of an Unleash that an administrator defined
     * @param environment as Unleash calls it
     */
    @DataBoundConstructor
    public UnleashProvider(String server, String environment) {
        this.server = Util.fixNull(server).trim();
        this.environment = Util.fixNull(environment).trim();
    }

    @NonNull
    public String getServer() {
        return server;
    }

    @NonNull
    public String getEnvironment() {
        return environment;
    }

    /** Null for {@value #DEFAULT_PROJECT}. */
    @CheckForNull
    public String getProject() {
        return project;
    }

    @DataBoundSetter
    public void setProject(@CheckForNull String project) {
        this.project = unless(DEFAULT_PROJECT, project);
    }

    /** The field of Unleash's context that holds the key; null for {@value #DEFAULT_STICKINESS}. */
    @CheckForNull
    public String getStickiness() {
        return stickiness;
    }

    @DataBoundSetter
    public void setStickiness(@CheckForNull String stickiness) {
        this.stickiness = unless(DEFAULT_STICKINESS, stickiness);
    }

    /** The property of Unleash's context that carries positions; null when none does. */
    @CheckForNull
    public String getPosition() {
        return position;
    }

    @DataBoundSetter
    public void setPosition(@CheckForNull String position) {
        this.position = Util.fixEmptyAndTrim(position);
    }

    private static String unless(String standard, String text) {
        String trimmed = Util.fixEmptyAndTrim(text);
        return standard.equals(trimmed) ? null : trimmed;
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> give(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> flag(call, context).give());
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> takeBack(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> flag(call, context).takeBack());
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull FlagCall call, @NonNull TargetContext context) {
        return FlagWork.later(() -> flag(call, context).observe(call.call().action() == Action.UNDO));
    }

    private UnleashFlag flag(FlagCall call, TargetContext context) {
        var api = new UnleashApi(
                context.endpoints().askedBy(call.rollout()).find(SYMBOL, server, null),
                context.endpoints(),
                project == null ? DEFAULT_PROJECT : project,
                environment,
                call.flag());
        var strategies =
                new UnleashStrategies(call.salt(), stickiness == null ? DEFAULT_STICKINESS : stickiness, position);
        return new UnleashFlag(api, strategies, call);
    }

    /** Whole percents natively; thousandths where the application sends its position. */
    @Override
    @NonNull
    public Ability ability() {
        return new Ability(true, position == null ? BigDecimal.ONE : FlagdFlag.finest(), true);
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + server + "' " + environment;
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        var problems = new ArrayList<>(FlagdProvider.server(SYMBOL, server, context));
        problems.addAll(name("environment", environment));
        problems.addAll(name("project", project == null ? DEFAULT_PROJECT : project));
        problems.addAll(name("stickiness", stickiness == null ? DEFAULT_STICKINESS : stickiness));
        problems.addAll(FlagdProvider.position(position));
        return problems;
    }

    private static List<Problem> name(String field, String value) {
        if (value.isEmpty()) {
            return List.of(Problem.of(field, "is missing"));
        }
        return NAME.matcher(value).matches()
                ? List.of()
                : List.of(Problem.of(field, "'" + value + "' is no name in Unleash; letters, digits and . _ ~ - are"));
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends FlagProviderDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Unleash";
        }

        @POST
        public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(name("environment", Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckPosition(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(FlagdProvider.position(Util.fixEmptyAndTrim(value)));
        }
    }
}
