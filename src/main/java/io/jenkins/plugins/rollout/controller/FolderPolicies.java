package io.jenkins.plugins.rollout.controller;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.PlanRules;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Policies for the jobs of a folder and of the folders in it. All policies around a job hold together, so these can ask
 * for more than the controller's, never for less.
 *
 * <p>To change them takes Rollout/Configure in the folder, besides the permission to configure it: who may add jobs to
 * a folder may not take away what its rollouts must keep to.
 */
public final class FolderPolicies extends AbstractFolderProperty<AbstractFolder<?>> {
    private List<PolicyConfiguration> policies = List.of();

    @DataBoundConstructor
    public FolderPolicies() {}

    @NonNull
    public List<PolicyConfiguration> getPolicies() {
        return List.copyOf(policies);
    }

    @DataBoundSetter
    public void setPolicies(@CheckForNull List<PolicyConfiguration> policies) {
        this.policies = policies == null ? List.of() : new ArrayList<>(policies);
    }

    /** The policies of all folders around a job, the outermost first. */
    @NonNull
    static List<Policy> around(String job) {
        var found = new ArrayList<Policy>();
        Item item;
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) { // they hold whoever asks, the engine's threads among them
            item = Jenkins.get().getItemByFullName(job);
        }
        ItemGroup<?> group = item == null ? null : item.getParent();
        while (group instanceof AbstractFolder<?> folder) {
            FolderPolicies here = folder.getProperties().get(FolderPolicies.class);
            if (here != null) {
                String place = "folder '" + folder.getFullName() + "'";
                found.addAll(
                        0, here.policies.stream().map(policy -> policy.toPolicy(place)).toList());
            }
            group = folder.getParent();
        }
        return found;
    }

    /** Whoever may configure the folder but not its rules leaves them as they are. */
    @Override
    public AbstractFolderProperty<?> reconfigure(StaplerRequest2 req, @CheckForNull JSONObject form)
            throws Descriptor.FormException {
        return owner.hasPermission(RolloutPermissions.CONFIGURE)
                ? form == null ? null : getDescriptor().newInstance(req, form)
                : this;
    }

    @Extension
    @Symbol("rolloutPolicies")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @NonNull
        @Override
        public String getDisplayName() {
            return "Rollout policies";
        }

        /** Whether whoever looks at the form may change what stands in it. */
        @Restricted(NoExternalUse.class) // jelly
        public boolean mayChange(@CheckForNull Object folder) {
            return !(folder instanceof AbstractFolder<?> owner) || owner.hasPermission(RolloutPermissions.CONFIGURE);
        }

        @Override
        public AbstractFolderProperty<?> newInstance(@CheckForNull StaplerRequest2 req, @NonNull JSONObject form)
                throws FormException {
            if (form.isNullObject() || form.isEmpty()) {
                return null;
            }
            AbstractFolder<?> folder = req == null ? null : req.findAncestorObject(AbstractFolder.class);
            if (folder != null) {
                folder.checkPermission(RolloutPermissions.CONFIGURE);
            }
            var made = (FolderPolicies) super.newInstance(req, form);
            List<Problem> problems = PolicyConfiguration.problems(made.policies);
            if (!problems.isEmpty()) {
                throw new FormException(PlanRules.message(problems), "policies");
            }
            return made.policies.isEmpty() ? null : made;
        }
    }
}
