package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Inheritance;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The digest of what an approver sees: version, artifact, the gate's definition and each criterion's verdict. A yes
 * carries it, so that nobody approves one thing and gets another. Whether a request was escalated is no part of it: the
 * definition says that it would be.
 *
 * <p>A verdict is the last that rested on data: a sample that could not be had contradicts nothing that was seen. The
 * gate does not let through before there is data again.
 */
public final class Evidence {
    private Evidence() {}

    /**
     * @param request how often was asked in this gate; a verdict that changed and changed back is a new request
     * @return {@code sha256:} and 64 hexadecimal digits
     */
    public static String digest(RolloutState state, PhaseState phase, int request) {
        Plan plan = state.plan();
        var text = new StringBuilder();
        line(text, "rollout", state.id());
        line(text, "application", plan.application());
        line(text, "environment", plan.environment());
        line(text, "version", plan.version());
        line(text, "artifact", plan.artifact());
        line(text, "phase", phase.name());
        line(text, "exposure", phase.phase().exposureText());
        line(text, "audience", phase.phase().audience() == null ? "" : phase.phase().audience());
        plan.audiences().stream()
                .filter(audience -> audience.name().equals(phase.phase().audience()))
                .forEach(audience -> line(text, "cohort", Lines.JSON.valueToTree(audience).toString()));
        Inheritance inherited = state.inherited();
        if (inherited != null) { // whoever approves moves them, too
            line(text, "inherited from", inherited.from());
            line(text, "inherited version", inherited.version());
            line(text, "inherited reach", Lines.JSON.valueToTree(inherited.reach()).toString());
        }
        line(text, "attempt", Integer.toString(phase.attempt()));
        line(text, "request", Integer.toString(request));
        line(text, "approval", Lines.JSON.valueToTree(state.approval(phase)).toString());
        line(text, "sampling", phase.phase().gate().sampling().toString());
        Map<String, Verdict> verdicts = phase.watch() == null ? Map.of() : new TreeMap<>(phase.watch().known());
        for (Criterion criterion : phase.phase().gate().metrics()) {
            line(text, "criterion", criterion.name());
            line(text, "definition", String.valueOf(criterion.definition()));
            line(text, "limits", criterion.failureLimit() + " " + criterion.noDataLimit());
            line(text, "verdict", String.valueOf(verdicts.get(criterion.name())));
        }
        return "sha256:" + HexFormat.of().formatHex(sha256(text.toString()));
    }

    /** Length first, so that no value can pretend to be two. */
    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(' ').append(value.length()).append(' ').append(value).append('\n');
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
