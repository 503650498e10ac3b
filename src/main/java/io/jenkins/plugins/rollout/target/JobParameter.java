package io.jenkins.plugins.rollout.target;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A parameter that a job is started with: {@code [name: 'REGION', value: 'eu']}. */
public final class JobParameter extends AbstractDescribableImpl<JobParameter> {
    private final String name;
    private final String value;

    /**
     * @param name as the job defines it
     * @param value as text; may hold placeholders
     */
    @DataBoundConstructor
    public JobParameter(String name, String value) {
        this.name = Util.fixNull(name).trim();
        this.value = Util.fixNull(value);
    }

    @NonNull
    public String getName() {
        return name;
    }

    @NonNull
    public String getValue() {
        return value;
    }

    @Extension
    public static final class DescriptorImpl extends Descriptor<JobParameter> {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Parameter";
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(JobTargetRules.parameterName(Util.fixNull(value).trim()));
        }

        @POST
        public FormValidation doCheckValue(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(JobTargetRules.parameterValue(Util.fixNull(value)));
        }
    }
}
