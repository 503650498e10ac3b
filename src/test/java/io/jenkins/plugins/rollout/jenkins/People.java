package io.jenkins.plugins.rollout.jenkins;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The people of the scenarios, in Jenkins. */
final class People {
    private People() {}

    static void moveIn(JenkinsRule r) {
        var realm = r.createDummySecurityRealm();
        realm.addGroups("alice", "release-managers");
        realm.addGroups("bob", "release-managers");
        r.jenkins.setSecurityRealm(realm);
        r.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.BUILD, Item.CANCEL)
                .everywhere()
                .to("dev")
                .grant(RolloutPermissions.APPROVE)
                .everywhere()
                .to("release-managers")
                .grant(RolloutPermissions.OPERATE)
                .everywhere()
                .to("olga", "root")
                .grant(RolloutPermissions.OVERRIDE)
                .everywhere()
                .to("root")
                .grant(RolloutPermissions.CONFIGURE)
                .everywhere()
                .to("connie")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    static WorkflowRun start(JenkinsRule r, String jenkinsfile) throws Exception {
        return start(r, jenkinsfile, "dev");
    }

    static WorkflowRun start(JenkinsRule r, String jenkinsfile, String user) throws Exception {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            WorkflowJob job = r.createProject(WorkflowJob.class, freeName(r));
            job.setDefinition(new CpsFlowDefinition(jenkinsfile, true));
            return job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause(user)))
                    .waitForStart();
        }
    }

    /** Also where jobs were deleted, which the rule's own names do not allow for. */
    private static String freeName(JenkinsRule r) {
        int number = r.jenkins.getItems().size();
        while (r.jenkins.getItem("test" + number) != null) {
            number++;
        }
        return "test" + number;
    }

    static URI url(JenkinsRule r) {
        try {
            return r.getURL().toURI();
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("Jenkins has no address", e);
        }
    }

    static void abort(Run<?, ?> run, String user) {
        try (ACLContext ignored = ACL.as2(User.getById(user, true).impersonate2())) {
            ((WorkflowRun) run).doStop();
        }
    }
}
