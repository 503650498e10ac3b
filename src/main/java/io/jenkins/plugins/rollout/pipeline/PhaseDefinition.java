package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import java.math.BigDecimal;
import java.util.Optional;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** One phase of a plan, as a Jenkinsfile writes it: {@code [name: 'canary', exposure: 5, gate: […], bake: […]]}. */
public final class PhaseDefinition extends AbstractDescribableImpl<PhaseDefinition> {
    private final String name;
    private String audience;
    private Double exposure;
    private GateDefinition gate;
    private BakeDefinition bake;

    @DataBoundConstructor
    public PhaseDefinition(String name) {
        this.name = Util.fixNull(name).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    @CheckForNull
    public String getAudience() {
        return audience;
    }

    @DataBoundSetter
    public void setAudience(@CheckForNull String audience) {
        this.audience = Util.fixEmptyAndTrim(audience);
    }

    /** In percent. */
    @CheckForNull
    public Double getExposure() {
        return exposure;
    }

    @DataBoundSetter
    public void setExposure(@CheckForNull Double exposure) {
        this.exposure = exposure;
    }

    @CheckForNull
    public GateDefinition getGate() {
        return gate;
    }

    @DataBoundSetter
    public void setGate(@CheckForNull GateDefinition gate) {
        this.gate = gate;
    }

    @CheckForNull
    public BakeDefinition getBake() {
        return bake;
    }

    @DataBoundSetter
    public void setBake(@CheckForNull BakeDefinition bake) {
        this.bake = bake;
    }

    /** The same with a bake for so long, where it bakes but does not say how long. */
    PhaseDefinition bakingFor(String duration) {
        var phase = new PhaseDefinition(name);
        phase.audience = audience;
        phase.exposure = exposure;
        phase.gate = gate;
        phase.bake = bake == null ? null : bake.lasting(duration);
        return phase;
    }

    /** The phase, with the defaults of its name where it says neither who nor how much. */
    Phase toPhase(Mistakes mistakes) {
        Mistakes here = mistakes.at(PlanRules.place(name));
        String who = audience;
        Double share = exposure;
        Optional<KnownPhase> known = KnownPhase.of(name);
        if (who == null && share == null && known.isPresent()) {
            who = known.get().audience;
            share = known.get().exposure;
        }
        return new Phase(
                name,
                who,
                percent(share, here),
                gate == null ? Gate.DEFAULT : gate.toGate(here.within("gate")),
                bake == null ? null : bake.toBake(here.within("bake")));
    }

    @CheckForNull
    private static BigDecimal percent(@CheckForNull Double share, Mistakes mistakes) {
        if (share == null) {
            return null;
        }
        if (!Double.isFinite(share)) {
            mistakes.add("exposure", share + " is not a percentage");
            return BigDecimal.ZERO;
        }
        BigDecimal percent = BigDecimal.valueOf(share).stripTrailingZeros();
        return percent.scale() < 0 ? percent.setScale(0) : percent;
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<PhaseDefinition> implements CustomDescribableModel {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Phase";
        }

        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable written) {
            return Snippets.wholePercents(written);
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.required(item, value, "Write a name, as in canary.");
        }

        @POST
        public FormValidation doCheckExposure(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.percentage(item, value);
        }
    }
}
