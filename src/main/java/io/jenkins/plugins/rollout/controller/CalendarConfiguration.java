package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.pipeline.Names;
import io.jenkins.plugins.rollout.policy.Calendar;
import io.jenkins.plugins.rollout.policy.CalendarText;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A calendar that policies and Jenkinsfiles may name. */
public final class CalendarConfiguration extends AbstractDescribableImpl<CalendarConfiguration> {
    private static final Logger LOGGER = Logger.getLogger(CalendarConfiguration.class.getName());
    private final String name;
    private final String zone;
    private List<String> hours = new ArrayList<>();
    private List<ClosedConfiguration> closed = new ArrayList<>();

    /** @throws IllegalArgumentException when there is no such zone */
    @DataBoundConstructor
    public CalendarConfiguration(String name, String zone) {
        this.name = Util.fixNull(name).trim();
        this.zone = CalendarText.zone(Util.fixNull(zone)).getId();
    }

    @NonNull
    public String getName() {
        return name;
    }

    /** {@code Europe/Berlin} */
    @NonNull
    public String getZone() {
        return zone;
    }

    /** Such as {@code Mon-Fri 09:00-17:00}; none means always. */
    @NonNull
    public List<String> getHours() {
        return List.copyOf(hours);
    }

    /**
     * One text may hold several, a line each, as the form sends them.
     *
     * @throws IllegalArgumentException when one of them cannot be understood
     */
    @DataBoundSetter
    public void setHours(@CheckForNull List<String> hours) {
        List<String> lines = Names.of(hours);
        lines.forEach(CalendarText::hours);
        this.hours = new ArrayList<>(lines);
    }

    /** As the form shows them. */
    @Restricted(NoExternalUse.class) // jelly
    public String getHourLines() {
        return String.join("\n", getHours());
    }

    @NonNull
    public List<ClosedConfiguration> getClosed() {
        return List.copyOf(closed);
    }

    @DataBoundSetter
    public void setClosed(@CheckForNull List<ClosedConfiguration> closed) {
        this.closed = closed == null ? new ArrayList<>() : new ArrayList<>(closed);
    }

    /** The calendar; empty when a hand wrote nonsense into the file. One that is missing is closed. */
    Optional<Calendar> toCalendar() {
        try {
            return Optional.of(new Calendar(
                    name,
                    ZoneId.of(zone),
                    hours.stream().map(CalendarText::hours).toList(),
                    closed.stream().map(ClosedConfiguration::toClosed).toList()));
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "calendar '" + name + "' cannot be used and is closed");
            return Optional.empty();
        }
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<CalendarConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Calendar";
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return Texts.needed(value, "A name is needed.");
        }

        @POST
        public FormValidation doCheckZone(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> CalendarText.zone(Util.fixNull(value)));
        }

        @POST
        public FormValidation doCheckHours(@QueryParameter String value) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            return Texts.check(() -> Names.of(List.of(Util.fixNull(value))).forEach(CalendarText::hours));
        }
    }
}
