package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.policy.Freeze;
import io.jenkins.plugins.rollout.service.DeclaredFreezes.Declared;
import io.jenkins.plugins.rollout.service.DeclaredFreezes.Lift;
import java.time.Instant;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** One freeze as the page and its JSON show it. */
@Restricted(NoExternalUse.class)
public final class FreezeRow {
    private final Freeze freeze;
    private final Declared declared;
    private final Instant now;

    private FreezeRow(Freeze freeze, Declared declared, Instant now) {
        this.freeze = freeze;
        this.declared = declared;
        this.now = now;
    }

    static FreezeRow of(Declared declared, Instant now) {
        return new FreezeRow(declared.freeze(), declared, now);
    }

    /** One that stands in the configuration. */
    static FreezeRow of(Freeze freeze, Instant now) {
        return new FreezeRow(freeze, null, now);
    }

    /** Empty for one of the configuration, which is lifted there. */
    public String getId() {
        return declared == null ? "" : declared.id();
    }

    public String getName() {
        return freeze.name();
    }

    public String getApplications() {
        return freeze.applications();
    }

    public String getEnvironments() {
        return freeze.environments();
    }

    public String getFrom() {
        return freeze.from() == null ? "" : freeze.from().toString();
    }

    public String getUntil() {
        return freeze.until() == null ? "" : freeze.until().toString();
    }

    public String getReason() {
        return freeze.reason();
    }

    /** Who declared it and when, in words. */
    public String getOrigin() {
        return declared == null ? "the configuration" : declared.by() + ", " + declared.at();
    }

    /** {@code holds}, {@code will hold}, {@code is over} or {@code was lifted}. */
    public String getStatus() {
        if (declared != null && declared.lift() != null) {
            return "was lifted";
        }
        if (freeze.until() != null && !now.isBefore(freeze.until())) {
            return "is over";
        }
        return freeze.from() != null && now.isBefore(freeze.from()) ? "will hold" : "holds";
    }

    /** Who lifted it, when and why, in words; empty when nobody did. */
    public String getLifted() {
        Lift lift = declared == null ? null : declared.lift();
        return lift == null ? "" : lift.by() + ", " + lift.at() + ": " + lift.reason();
    }

    /** Whether the page can lift it. */
    public boolean isLiftable() {
        return declared != null && declared.isOpen(now);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", getId());
        json.put("name", getName());
        json.put("applications", getApplications());
        json.put("environments", getEnvironments());
        json.put("from", freeze.from() == null ? null : getFrom());
        json.put("until", freeze.until() == null ? null : getUntil());
        json.put("reason", getReason());
        json.put("declared", getOrigin());
        json.put("status", getStatus());
        json.put("lifted", declared == null || declared.lift() == null ? null : getLifted());
        return json;
    }
}
