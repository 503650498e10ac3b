package io.jenkins.plugins.rollout.embedded.home;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.model.Item;
import io.jenkins.plugins.rollout.policy.Policy;
import io.jenkins.plugins.rollout.policy.Server;
import java.time.Duration;
import java.util.Map;
import jenkins.model.Jenkins;
import org.junit.Test;

public class ConfigurationTest {
    private static String mistake(String yaml) {
        return assertThrows(ConfigurationException.class, () -> Configuration.of(yaml))
                .getMessage();
    }

    @Test
    public void peopleGroupsAndPermissionsAreRead() throws Exception {
        Configuration c = Configuration.of(
                """
                users:
                  alice: {password: a, name: Alice Apple, groups: [chefs]}
                  bob: {password: b, permissions: [Job/Build]}
                  root: {password: r, permissions: [Overall/Administer]}
                groups:
                  chefs: {permissions: [Rollout/Approve]}
                authenticated: {permissions: [Job/Cancel]}
                """);
        People people = new People(c);
        assertThat(c.users().get("alice").name(), is("Alice Apple"));
        assertThat(people.acl().hasPermission2(Jenkins.ANONYMOUS2, Item.READ), is(true));
        assertThat(people.acl().hasPermission2(Jenkins.ANONYMOUS2, Item.CANCEL), is(false));
        assertThat(people.acl().hasPermission2(people.authentication("alice"), Item.CANCEL), is(true));
        assertThat(people.acl().hasPermission2(people.authentication("alice"), Item.BUILD), is(false));
        assertThat(people.acl().hasPermission2(people.authentication("bob"), Item.BUILD), is(true));
        assertThat(people.acl().hasPermission2(people.authentication("root"), Item.CONFIGURE), is(true));
        assertThat(people.logIn("alice", "a").isPresent(), is(true));
        assertThat(people.logIn("alice", "b").isPresent(), is(false));
        assertThat(people.logIn("nobody", "").isPresent(), is(false));
    }

    @Test
    public void serversGetTheirSecretsAndDoNotShowThem() throws Exception {
        Server server = Configuration.of(
                        """
                        secrets: {token: s3cr3t}
                        servers:
                          prometheus:
                            prod: {url: "http://127.0.0.1:9090", headers: {Authorization: "Bearer ${token}"}}
                        """)
                .asServers()
                .find("prometheus", "prod")
                .orElseThrow();
        assertThat(server.headers(), is(Map.of("Authorization", "Bearer s3cr3t")));
        assertThat(server.toString(), not(containsString("s3cr3t")));
    }

    @Test
    public void standInsAreReadAndTheirMistakesNamed() throws Exception {
        String people = "users: {alice: {password: a}, bob: {password: b}}\n";
        Configuration c = Configuration.of(people + "delegations: {alice: {to: bob, until: 2026-12-24T12:00:00Z}}");
        assertThat(c.delegations().get(0).to(), is("bob"));
        assertThat(c.delegations().get(0).until().toString(), is("2026-12-24T12:00:00Z"));
        assertThat(mistake(people + "delegations: {alice: {to: eve, until: 2026-12-24}}"), containsString("no user 'eve'"));
        assertThat(mistake(people + "delegations: {alice: {to: bob, until: soon}}"), containsString("write 2026-03-31"));
        assertThat(mistake(people + "delegations: {alice: {to: alice, until: 2026-12-24}}"), containsString("themselves"));
        assertThat(mistake(people + "delegations: {alice: {to: bob}}"), containsString("'until' is missing"));
    }

    @Test
    public void anEmptyFileLetsEverybodyLook() throws Exception {
        assertThat(Configuration.of("").anonymous(), is(Configuration.LOOK_ONLY.anonymous()));
    }

    @Test
    public void anonymousCanBeShutOut() throws Exception {
        Configuration c = Configuration.of("anonymous: {permissions: []}");
        assertThat(new People(c).acl().hasPermission2(Jenkins.ANONYMOUS2, Item.READ), is(false));
    }

    @Test
    public void anUnknownNameIsRefusedWithItsLineAndTheKnownOnes() {
        assertThat(
                mistake("users:\n  alice:\n    password: a\n    gruops: [x]\n"),
                is("configuration, line 4: unknown 'gruops'; write one of groups, name, password, permissions"));
    }

    @Test
    public void anUnknownPermissionIsRefusedWithTheKnownOnes() {
        String refused = mistake("groups:\n  x: {permissions: [Rollout/Aprove]}\n");
        assertThat(
                refused, startsWith("configuration, line 2: there is no permission 'Rollout/Aprove'; write one of ["));
        assertThat(refused, containsString("Rollout/Approve"));
    }

    @Test
    public void aTextInPlaceOfAListIsRefused() {
        assertThat(
                mistake("users:\n  a: {password: x, groups: chefs}\n"),
                is("configuration, line 2: 'groups' must be a list; write 'groups: [one, another]'"));
    }

    @Test
    public void aMissingPasswordIsRefused() {
        assertThat(
                mistake("users:\n  alice: {name: A}\n"),
                is("configuration, line 2: 'password' is missing; write 'password: something'"));
    }

    @Test
    public void aNameThatStandsTwiceIsRefused() {
        assertThat(
                mistake("users:\n  a: {password: x}\n  a: {password: y}\n"),
                is("configuration, line 3: 'a' stands here a second time"));
    }

    @Test
    public void anUnknownSecretIsRefused() {
        assertThat(
                mistake("secrets: {one: x}\nservers: {json: {s: {url: \"http://h\", headers: {A: \"${two}\"}}}}\n"),
                is("configuration, line 2: there is no secret 'two'; the secrets are one"));
    }

    @Test
    public void aUrlWithAPasswordIsRefused() {
        assertThat(
                mistake("servers: {json: {s: {url: \"http://u:p@h/\"}}}\n"), containsString("put these into headers"));
    }

    @Test
    public void whatIsNotYamlIsRefusedWithItsLine() {
        assertThat(mistake("users:\n  a: {password: x\n"), startsWith("configuration, line 3: this is not YAML: "));
    }

    @Test
    public void policiesAreRead() throws Exception {
        Policy policy = Configuration.of("policies:\n- {name: prod, environments: prod*, minQuorum: 2, minBake: 30m}\n")
                .rules()
                .policies()
                .get(0);
        assertThat(policy.title(), is("policy 'prod' (global)"));
        assertThat(policy.minQuorum(), is(2));
        assertThat(policy.minBake(), is(Duration.ofMinutes(30)));
    }

    @Test
    public void allMistakesOfPoliciesAreSaidAtOnce() {
        assertThat(
                mistake("users: {}\npolicies:\n- {name: prod, minQuorm: 2}\n- {minBake: soon}\n"),
                startsWith("configuration, line 2: 3 mistakes:\n  - policy 'prod', minQuorm: is not known here"));
    }

    @Test
    public void anythingButTrueAndFalseIsRefusedForAChoice() {
        assertThat(
                mistake("policy:\n  selfApproval: maybe\n"),
                is("configuration, line 2: 'selfApproval' is maybe; write true or false"));
    }
}
