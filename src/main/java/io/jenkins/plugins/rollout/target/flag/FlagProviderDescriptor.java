package io.jenkins.plugins.rollout.target.flag;

import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.target.FormAccess;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What is known about all providers of one kind. Carries the {@code @Symbol} by which a Jenkinsfile names it. */
public abstract class FlagProviderDescriptor extends Descriptor<FlagProvider> {
    protected FlagProviderDescriptor() {}

    /** For a field {@code server} that must not be left empty. */
    @POST
    public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
        FormAccess.check(item);
        return Util.fixEmptyAndTrim(value) == null ? FormValidation.error("A server is needed.") : FormValidation.ok();
    }
}
