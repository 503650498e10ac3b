package io.jenkins.plugins.rollout.jenkins;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import hudson.model.Result;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.rollout.docs.Example;
import io.jenkins.plugins.rollout.docs.Rehearsal;
import io.jenkins.plugins.rollout.http.StubServer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Runs those examples of the documentation that need Jenkins, configured as the documentation says. */
public class ExamplesInJenkinsTest {
    @Rule
    public final JenkinsRule jenkins = new JenkinsRule();

    @Rule
    public final StubServer server = new StubServer();

    @Test
    public void theyRunAsDocumented() throws Exception {
        Rehearsal.prepare(server);
        for (Example example : Example.in("yaml")) {
            if (example.isForJenkins() && example.notRun().isEmpty()) {
                configure(example.text());
            }
        }
        for (Example example : Example.in("yaml")) {
            if (example.isForJenkins() && example.text().contains("name: deployer")) {
                configure(example.text()); // a list replaces the one before: those of the Pipelines come last
            }
        }
        for (Example example : Example.in("groovy")) {
            if (example.isDeclarative() && example.notRun().isEmpty()) {
                run(example);
            }
        }
    }

    /** As it is written, but for the places of the servers. */
    private void configure(String yaml) throws Exception {
        String here = yaml;
        for (String kind : Rehearsal.SERVERS.keySet()) {
            here = here.replaceAll("(kind: " + kind + ", url: )\"[^\"]*\"", "$1\"" + Rehearsal.place(server, kind) + "\"");
        }
        try (var source = new ByteArrayInputStream(here.getBytes(StandardCharsets.UTF_8))) {
            ConfigurationAsCode.get().configureWith(YamlSource.of(source));
        }
    }

    private void run(Example example) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(Rehearsal.shortened(example.text()), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await(example.place()).atMost(90, SECONDS).pollInterval(50, MILLISECONDS).until(() -> {
            Rehearsal.approve(run);
            return !run.isLogUpdated();
        });
        jenkins.assertBuildStatus(Result.SUCCESS, run);
    }
}
