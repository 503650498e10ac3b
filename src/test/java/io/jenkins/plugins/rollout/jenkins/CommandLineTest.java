package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import hudson.cli.CLICommandInvoker;
import hudson.model.Item;
import io.jenkins.plugins.rollout.audit.AuditLine;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.service.RolloutPermissions;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Rollouts on the command line of a real Jenkins. */
public class CommandLineTest {
    @ClassRule
    public static final JenkinsRule JENKINS = OnSharedJenkins.jenkins();

    @Rule
    public final OnSharedJenkins controller = new OnSharedJenkins(JENKINS);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Build asking(String more) throws Exception {
        Build build = controller.run("""
                rollout(application: 'cli', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers']%s]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${env.ROLLOUT_ANSWER_ticket}" }
                """.formatted(more));
        build.awaitAsk("full");
        return build;
    }

    private static CLICommandInvoker.Result run(String user, String command, String... arguments) {
        return new CLICommandInvoker(JENKINS, command).asUser(user).invokeWithArgs(arguments);
    }

    private static String name(Build build) {
        return build.run().getExternalizableId();
    }

    @Test
    public void listPrintsWhatApproveHasToName() throws Exception {
        Build build = asking("");
        String evidence = build.rollout().currentPhase().orElseThrow().ask().evidence();
        String list = run("alice", "rollout-list", "--asking").stdout();
        assertThat(list, startsWith("rollout\tbuild\tapplication\tversion\tenvironment\tstatus\tphase\tevidence"));
        assertThat(list, containsString(build.rollout().id() + "\t" + name(build) + "\tcli\t2.0\t"));
        assertThat(list, containsString("\tfull\t" + evidence));

        CLICommandInvoker.Result stale = run("alice", "rollout-approve", name(build), "--evidence", "sha256:other");
        assertThat(stale.stderr(), stale.returnCode(), is(4));
        assertThat(stale.stderr(), containsString("review again"));
        assertThat(run("mallory", "rollout-approve", name(build), "--evidence", evidence).returnCode(), is(6));
        assertThat("no evidence, no yes", run("alice", "rollout-approve", name(build)).returnCode(), is(2));

        CLICommandInvoker.Result yes =
                run("alice", "rollout-approve", build.rollout().id(), "--evidence", evidence, "--comment", "from a shell");
        assertThat(yes.stderr(), yes.returnCode(), is(0));
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("approved by alice (cli)"));
        RolloutService.get().audit().settle();
        List<AuditLine> lines = RolloutService.get().audit().store()
                .latest(new AuditQuery(null, null, "", build.run().getParent().getFullName(), "alice", ""), 10);
        assertThat(lines.get(0).record().by().via(), is("cli"));
        assertThat(lines.get(0).record().comment(), is("from a shell"));
    }

    @Test
    public void answersGoWithAYes() throws Exception {
        Build build = asking(", ask: [text(name: 'ticket', label: 'Which ticket?')]");
        String evidence = build.rollout().currentPhase().orElseThrow().ask().evidence();
        assertThat(run("alice", "rollout-approve", name(build), "--evidence", evidence, "--answer", "nonsense").returnCode(),
                is(3));
        CLICommandInvoker.Result yes =
                run("alice", "rollout-approve", name(build), "--evidence", evidence, "--answer", "ticket=OPS=1");
        assertThat(yes.stderr(), yes.returnCode(), is(0));
        build.awaitEnd("SUCCESS");
        assertThat(build.said().toString(), containsString("OPS=1"));
    }

    @Test
    public void pauseResumeAndRejectAskTheEngine() throws Exception {
        Build build = asking("");
        CLICommandInvoker.Result denied = run("alice", "rollout-pause", name(build), "--reason", "no");
        assertThat(denied.stderr(), denied.returnCode(), is(6));
        assertThat(run("olga", "rollout-pause", name(build)).returnCode(), is(2));
        assertThat(run("olga", "rollout-pause", name(build), "--reason", "lunch").returnCode(), is(0));
        assertThat(run("olga", "rollout-list").stdout(), containsString("\tpaused\t"));
        assertThat(run("olga", "rollout-resume", name(build)).returnCode(), is(0));
        assertThat(run("bob", "rollout-reject", name(build), "--reason", "not today").returnCode(), is(0));
        build.awaitEnd("ABORTED");
        assertThat(run("bob", "rollout-reject", name(build), "--reason", "again").returnCode(), is(4));
    }

    @Test
    public void whatOneMayNotSeeIsNotThere() throws Exception {
        Build build = asking("");
        var before = JENKINS.jenkins.getAuthorizationStrategy();
        try {
            JENKINS.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ).everywhere().toEveryone()
                    .grant(Item.READ, RolloutPermissions.OPERATE).everywhere().to("olga")
                    .grant(RolloutPermissions.OPERATE).everywhere().to("mallory"));
            assertThat(run("mallory", "rollout-list").stdout(), not(containsString(build.rollout().id())));
            for (String what : List.of(name(build), build.rollout().id(), "no-such-1-1", "../../x")) {
                CLICommandInvoker.Result refused = run("mallory", "rollout-pause", what, "--reason", "x");
                assertThat(refused.returnCode(), is(3));
                assertThat(refused.stderr(), containsString("there is no rollout '" + what + "'"));
                assertThat(run("mallory", "rollout-verify", what).returnCode(), is(2));
            }
        } finally {
            JENKINS.jenkins.setAuthorizationStrategy(before);
        }
    }

    @Test
    public void verifyEndsWithOneWhenARecordWasChanged() throws Exception {
        Build build = asking("");
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        CLICommandInvoker.Result good = run("mallory", "rollout-verify", build.rollout().id());
        assertThat(good.stdout() + good.stderr(), good.returnCode(), is(0));
        assertThat(good.stdout(), containsString(": ok, "));
        assertThat(run("mallory", "rollout-verify", "--all").returnCode(), is(0));
        assertThat(run("mallory", "rollout-verify", "--audit").returnCode(), is(6));
        assertThat(run("connie", "rollout-verify", "--audit").returnCode(), is(0));
        assertThat(run("connie", "rollout-verify").returnCode(), is(2));

        Path journal = RolloutService.directory(build.run(), build.rollout().id()).resolve("journal.jsonl");
        String before = Files.readString(journal);
        Files.writeString(journal, before.replaceFirst("\"version\":\"2.0\"", "\"version\":\"6.6\""));
        for (String what : List.of(name(build), "--all")) {
            CLICommandInvoker.Result bad = run("mallory", "rollout-verify", what);
            assertThat(what, bad.returnCode(), is(1));
            assertThat(bad.stdout(), containsString("BAD, journal.jsonl, line 1 (record 1)"));
        }
        Files.writeString(journal, before);
    }

    @Test
    public void theProgramThatJenkinsHandsOutActsAsWhoItLogsInAs() throws Exception {
        Build build = asking("");
        String evidence = build.rollout().currentPhase().orElseThrow().ask().evidence();
        Path jar = folder.getRoot().toPath().resolve("jenkins-cli.jar");
        try (InputStream in = JENKINS.getURL().toURI().resolve("jnlpJars/jenkins-cli.jar").toURL().openStream()) {
            Files.copy(in, jar);
        }
        for (String way : List.of("-http", "-webSocket")) {
            assertThat(program(jar, way, "mallory", 0, "rollout-list"), containsString(build.rollout().id()));
            assertThat(program(jar, way, "mallory", 6, "rollout-approve", name(build), "--evidence", evidence),
                    containsString("not among those asked"));
        }
        program(jar, "-http", "bob", 0, "rollout-approve", name(build), "--evidence", evidence);
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("approved by bob (cli)"));
        assertThat(program(jar, "-webSocket", "mallory", 0, "rollout-verify", build.rollout().id()), containsString("ok"));
        assertThat(program(jar, "-http", "mallory", 0, "help", "rollout-approve"), containsString("--evidence"));
    }

    private String program(Path jar, String way, String user, int exit, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar", jar.toString(), "-s", JENKINS.getURL().toString(), way, "-auth", user + ":" + user));
        command.addAll(List.of(arguments));
        Path said = folder.newFile().toPath();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES), is(true));
        String text = Files.readString(said, StandardCharsets.UTF_8);
        assertThat(text, process.exitValue(), is(exit));
        return text;
    }
}
