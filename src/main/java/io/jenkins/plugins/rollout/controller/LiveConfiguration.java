package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.service.Administration;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A version that is live before the first rollout. */
public final class LiveConfiguration extends AbstractDescribableImpl<LiveConfiguration> {
    private final String application;
    private final String version;
    private String environment = Plan.DEFAULT_ENVIRONMENT;

    /** @throws IllegalArgumentException when one of them is missing */
    @DataBoundConstructor
    public LiveConfiguration(String application, String version) {
        this.application = needed("application", application);
        this.version = needed("version", version);
    }

    private static String needed(String field, String text) {
        String trimmed = Util.fixEmptyAndTrim(text);
        if (trimmed == null) {
            throw new IllegalArgumentException("live: " + field + " is missing; write it as the Jenkinsfile does");
        }
        return trimmed;
    }

    @NonNull
    public String getApplication() {
        return application;
    }

    @NonNull
    public String getVersion() {
        return version;
    }

    @NonNull
    public String getEnvironment() {
        return environment;
    }

    @DataBoundSetter
    public void setEnvironment(@CheckForNull String environment) {
        String trimmed = Util.fixEmptyAndTrim(environment);
        this.environment = trimmed == null ? Plan.DEFAULT_ENVIRONMENT : trimmed;
    }

    Administration.Live toLive() {
        return new Administration.Live(application, environment, version);
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<LiveConfiguration> {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Live version";
        }

        @POST
        public FormValidation doCheckApplication(@QueryParameter String value) {
            return Texts.needed(value, "as the Jenkinsfile names it");
        }

        @POST
        public FormValidation doCheckVersion(@QueryParameter String value) {
            return Texts.needed(value, "the version that everybody has");
        }
    }
}
