package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.michelin.cio.hudson.plugins.rolestrategy.Role;
import com.michelin.cio.hudson.plugins.rolestrategy.RoleBasedAuthorizationStrategy;
import com.michelin.cio.hudson.plugins.rolestrategy.RoleMap;
import com.synopsys.arc.jenkins.plugins.rolestrategy.RoleType;
import hudson.model.Item;
import hudson.security.AuthorizationMatrixProperty;
import hudson.security.AuthorizationStrategy;
import hudson.security.GlobalMatrixAuthorizationStrategy;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.ProjectMatrixAuthorizationStrategy;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.matrixauth.PermissionEntry;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The permissions, given out by the strategies that people use. */
public class AuthorizationStrategiesTest {
    private static final String GROUP = "io.jenkins.plugins.rollout.service.RolloutPermissions";

    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    private WorkflowJob job;
    private WorkflowRun run;

    @Before
    public void begin() throws Exception {
        var realm = R.createDummySecurityRealm();
        realm.addGroups("greta", "operators");
        R.jenkins.setSecurityRealm(realm);
        R.jenkins.setAuthorizationStrategy(new AuthorizationStrategy.Unsecured());
        job = R.createProject(WorkflowJob.class, "shop-" + System.nanoTime());
        job.setDefinition(new CpsFlowDefinition(
                "rollout(application: 'shop', version: '2.0', phases: [[name: 'full']]) { echo 'deploying' }", true));
        run = job.scheduleBuild2(0).waitForStart();
        await().atMost(60, TimeUnit.SECONDS).until(() -> RolloutService.ids(run).stream()
                .findFirst()
                .flatMap(RolloutService.get().engine()::state)
                .flatMap(RolloutState::currentPhase)
                .map(PhaseState::ask)
                .isPresent());
    }

    @After
    public void end() throws Exception {
        run.doKill();
        R.waitForCompletion(run);
    }

    /** By id, as a strategy reads it from its file. */
    private static Permission permission(String name) {
        Permission found = Permission.fromId(GROUP + "." + name);
        if (found == null) {
            throw new AssertionError("no permission " + name);
        }
        return found;
    }

    private int post(String person, String act) throws Exception {
        String evidence = RolloutService.get()
                .engine()
                .state(RolloutService.ids(run).get(0))
                .orElseThrow()
                .currentPhase()
                .orElseThrow()
                .ask()
                .evidence();
        return Visitor.of(People.url(R), person, person)
                .postJson(run.getUrl() + "rollout/" + act, Map.of("reason", "because", "evidence", evidence))
                .status();
    }

    /** What follows when approve, operate and override belong to anna, olga (or greta's group) and otto. */
    private void assertThatEverybodyMayTheirPart() throws Exception {
        assertThat(post("rita", "pause"), is(403));
        assertThat(post("rita", "approve"), is(403));
        assertThat(post("anna", "pause"), is(403));
        assertThat(post("otto", "pause"), is(403));
        assertThat(post("otto", "approve"), is(403));
        assertThat(post("olga", "skip"), is(403));
        assertThat(post("olga", "pause"), is(200));
        assertThat(post("greta", "resume"), is(200));
        assertThat(post("rita", "approve"), is(403));
        assertThat(post("anna", "approve"), is(200));
        R.assertBuildStatusSuccess(R.waitForCompletion(run));
    }

    @Test
    public void theyAreOfferedBeforeAnybodyOpensARollout() {
        assertThat(PermissionGroup.getAll().stream().map(group -> group.owner.getName()).toList(), hasItem(GROUP));
        PermissionGroup group = permission("Approve").group;
        assertThat(
                group.getPermissions().stream().map(each -> each.name).toList(),
                containsInAnyOrder("View", "Approve", "Operate", "Override", "Configure", "Metrics"));
    }

    @Test
    public void byOneMatrixForAll() throws Exception {
        var matrix = new GlobalMatrixAuthorizationStrategy();
        for (Permission reading : List.of(Jenkins.READ, Item.READ)) {
            matrix.add(reading, PermissionEntry.group("authenticated"));
        }
        matrix.add(permission("Approve"), PermissionEntry.user("anna"));
        matrix.add(permission("Operate"), PermissionEntry.user("olga"));
        matrix.add(permission("Operate"), PermissionEntry.group("operators"));
        matrix.add(permission("Override"), PermissionEntry.user("otto"));
        R.jenkins.setAuthorizationStrategy(matrix);
        assertThatEverybodyMayTheirPart();
    }

    @Test
    public void byAMatrixOfTheJob() throws Exception {
        var matrix = new ProjectMatrixAuthorizationStrategy();
        for (Permission reading : List.of(Jenkins.READ, Item.READ)) {
            matrix.add(reading, PermissionEntry.group("authenticated"));
        }
        R.jenkins.setAuthorizationStrategy(matrix);
        assertThat(post("olga", "pause"), is(403));
        var own = new AuthorizationMatrixProperty(Map.of(), new org.jenkinsci.plugins.matrixauth.inheritance.InheritParentStrategy());
        own.add(permission("Approve"), PermissionEntry.user("anna"));
        own.add(permission("Operate"), PermissionEntry.user("olga"));
        own.add(permission("Operate"), PermissionEntry.group("operators"));
        own.add(permission("Override"), PermissionEntry.user("otto"));
        job.addProperty(own);
        assertThatEverybodyMayTheirPart();
    }

    @Test
    public void byRolesForJobsOfAPattern() throws Exception {
        var global = roles();
        global.put(role("reader", ".*", Jenkins.READ, Item.READ), people("rita", "anna", "olga", "otto", "greta"));
        var items = roles();
        items.put(role("approver", "shop-.*", permission("Approve")), people("anna"));
        items.put(role("operator", "shop-.*", permission("Operate")), people("olga", "greta"));
        items.put(role("overrider", "shop-.*", permission("Override")), people("otto"));
        items.put(role("elsewhere", "other-.*", permission("Operate")), people("rita", "anna"));
        R.jenkins.setAuthorizationStrategy(new RoleBasedAuthorizationStrategy(Map.of(
                RoleType.Global.getStringType(), new RoleMap(global), RoleType.Project.getStringType(), new RoleMap(items))));
        assertThatEverybodyMayTheirPart();
    }

    private static TreeMap<Role, Set<com.michelin.cio.hudson.plugins.rolestrategy.PermissionEntry>> roles() {
        return new TreeMap<>();
    }

    private static Role role(String name, String pattern, Permission... permissions) {
        return new Role(name, java.util.regex.Pattern.compile(pattern), Set.of(permissions), "");
    }

    private static Set<com.michelin.cio.hudson.plugins.rolestrategy.PermissionEntry> people(String... names) {
        var people = new HashSet<com.michelin.cio.hudson.plugins.rolestrategy.PermissionEntry>();
        Arrays.stream(names).forEach(name ->
                people.add(new com.michelin.cio.hudson.plugins.rolestrategy.PermissionEntry(
                        com.michelin.cio.hudson.plugins.rolestrategy.AuthorizationType.USER, name)));
        return people;
    }
}
