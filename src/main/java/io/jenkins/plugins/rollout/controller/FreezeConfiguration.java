package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.policy.CalendarText;
import io.jenkins.plugins.rollout.policy.Freeze;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A freeze that is known long before. Those of the moment are declared on a page of their own. */
public final class FreezeConfiguration extends AbstractDescribableImpl<FreezeConfiguration> {
    private final String name;
    private String applications = "*";
    private String environments = "*";
    private String from;
    private String until;
    private String reason;

    @DataBoundConstructor
    public FreezeConfiguration(String name) {
        this.name = Util.fixNull(name).trim();
    }

    @NonNull
    public String getName() {
        return name;
    }

    @NonNull
    public String getApplications() {
        return applications;
    }

    @DataBoundSetter
    public void setApplications(@CheckForNull String applications) {
        this.applications = Texts.pattern(applications);
    }

    @NonNull
    public String getEnvironments() {
        return environments;
    }

    @DataBoundSetter
    public void setEnvironments(@CheckForNull String environments) {
        this.environments = Texts.pattern(environments);
    }

    /** With an offset from UTC: {@code 2026-11-27T18:00+01:00}; null since ever. */
    @CheckForNull
    public String getFrom() {
        return from;
    }

    @DataBoundSetter
    public void setFrom(@CheckForNull String from) {
        CalendarText.instant("from", from);
        this.from = Util.fixEmptyAndTrim(from);
    }

    /** Its end, exclusive; null until it is taken out. */
    @CheckForNull
    public String getUntil() {
        return until;
    }

    @DataBoundSetter
    public void setUntil(@CheckForNull String until) {
        CalendarText.instant("until", until);
        this.until = Util.fixEmptyAndTrim(until);
    }

    /** Shown to those who wait. */
    @CheckForNull
    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(@CheckForNull String reason) {
        this.reason = Util.fixEmptyAndTrim(reason);
    }

    /** The freeze; one whose times a hand made unreadable in the file holds until somebody mends it. */
    Freeze toFreeze() {
        try {
            return new Freeze(
                    name,
                    applications,
                    environments,
                    CalendarText.instant("from", from),
                    CalendarText.instant("until", until),
                    reason);
        } catch (IllegalArgumentException e) {
            return new Freeze(name, applications, environments, null, null, e.getMessage());
        }
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<FreezeConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Freeze";
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Texts.needed(value, "A name is needed.");
        }

        @POST
        public FormValidation doCheckFrom(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> CalendarText.instant("from", value));
        }

        @POST
        public FormValidation doCheckUntil(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> CalendarText.instant("until", value));
        }
    }
}
