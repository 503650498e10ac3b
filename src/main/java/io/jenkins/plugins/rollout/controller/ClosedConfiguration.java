package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A time in which a calendar is closed. */
public final class ClosedConfiguration extends AbstractDescribableImpl<ClosedConfiguration> {
    private final String from;
    private final String to;
    private final String rule;
    private final String reason;

    /** @throws IllegalArgumentException when a date or the rule cannot be understood */
    @DataBoundConstructor
    public ClosedConfiguration(String from, String to, String rule, String reason) {
        this.from = Util.fixNull(from).trim();
        this.to = Util.fixEmptyAndTrim(to);
        this.rule = Util.fixEmptyAndTrim(rule);
        this.reason = Util.fixEmptyAndTrim(reason);
        toClosed();
    }

    /** {@code 2026-12-24} or {@code 2026-12-24T18:00} */
    @NonNull
    public String getFrom() {
        return from;
    }

    /** The last day, or the moment of the end; null for one day. */
    @CheckForNull
    public String getTo() {
        return to;
    }

    /** How it comes again; null when it does not. */
    @CheckForNull
    public String getRule() {
        return rule;
    }

    @CheckForNull
    public String getReason() {
        return reason;
    }

    Calendar.Closed toClosed() {
        return CalendarText.closed(from, to, rule, reason);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<ClosedConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Closed time";
        }

        @POST
        public FormValidation doCheckFrom(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> CalendarText.closed(value, null, null, null));
        }

        @POST
        public FormValidation doCheckTo(@QueryParameter String value, @QueryParameter String from) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> CalendarText.closed(from, value, null, null));
        }

        @POST
        public FormValidation doCheckRule(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> CalendarText.closed("2026-01-01", null, value, null));
        }
    }
}
