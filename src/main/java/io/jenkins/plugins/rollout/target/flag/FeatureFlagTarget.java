package io.jenkins.plugins.rollout.target.flag;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.Template;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetDescriptor;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.util.ArrayList;
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
 * Turns a flag on for those whom a phase reaches: {@code featureFlag(flag: 'new-checkout', provider: flagd(server:
 * 'flags'))}.
 */
public final class FeatureFlagTarget extends DeploymentTarget {
    static final String SYMBOL = "featureFlag";
    static final String DEFAULT_VARIANT = "on";

    private static final Map<String, String> SAMPLE = Map.of(
            "version", "x", "previousVersion", "x", "phase", "x",
            "exposure", "1", "application", "x", "environment", "x");

    private final String flag;
    private final FlagProvider provider;
    private String variant;

    /**
     * @param flag its key; may hold placeholders
     * @param provider the system that keeps it
     */
    @DataBoundConstructor
    public FeatureFlagTarget(String flag, FlagProvider provider) {
        this.flag = Util.fixNull(flag).trim();
        this.provider = provider;
    }

    @NonNull
    public String getFlag() {
        return flag;
    }

    @CheckForNull
    public FlagProvider getProvider() {
        return provider;
    }

    /** What those get who are reached; null for {@value #DEFAULT_VARIANT}. May hold placeholders. */
    @CheckForNull
    public String getVariant() {
        return variant;
    }

    @DataBoundSetter
    public void setVariant(@CheckForNull String variant) {
        String trimmed = Util.fixEmptyAndTrim(variant);
        this.variant = DEFAULT_VARIANT.equals(trimmed) ? null : trimmed;
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context) {
        return known().give(flagCall(call), context);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context) {
        return known().takeBack(flagCall(call), context);
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context) {
        return known().observe(flagCall(call), context);
    }

    private FlagProvider known() {
        if (provider == null) {
            throw new IllegalArgumentException(describe() + ": provider is missing");
        }
        return provider;
    }

    private FlagCall flagCall(TargetCall call) {
        Map<String, String> values = call.situation().placeholders();
        return new FlagCall(
                call, Template.fill(flag, values), Template.fill(variant == null ? DEFAULT_VARIANT : variant, values));
    }

    @Override
    @NonNull
    public Ability ability() {
        return provider == null ? Ability.ANYTHING : provider.ability();
    }

    @Override
    @NonNull
    public String describe() {
        return SYMBOL + " '" + flag + "'" + (provider == null ? "" : " in " + provider.describe());
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        var problems = new ArrayList<Problem>(text("flag", flag));
        problems.addAll(text("variant", variant == null ? DEFAULT_VARIANT : variant));
        if (provider == null) {
            problems.add(Problem.of("provider", "is missing; write flagd(…), unleash(…) or http(…)"));
        } else {
            provider.validate(context).forEach(problem -> problems.add(problem.within("provider")));
        }
        return problems;
    }

    private static List<Problem> text(String field, String text) {
        if (text.isEmpty()) {
            return List.of(Problem.of(field, "is missing"));
        }
        if (text.length() > 100 || text.chars().anyMatch(Character::isISOControl)) {
            return List.of(Problem.of(field, "has more than 100 characters, or a control character in it"));
        }
        try {
            Template.fill(text, SAMPLE);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of(field, e.getMessage()));
        }
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends DeploymentTargetDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Feature flag";
        }

        @POST
        public FormValidation doCheckFlag(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(text("flag", Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckVariant(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            String variant = Util.fixEmptyAndTrim(value);
            return variant == null ? FormValidation.ok() : FormAccess.of(text("variant", variant));
        }
    }
}
