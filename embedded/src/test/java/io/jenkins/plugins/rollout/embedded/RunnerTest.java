package io.jenkins.plugins.rollout.embedded;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RunnerTest {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void smoke() throws Exception {
        try (EmbeddedController c = EmbeddedController.at(folder.getRoot().toPath())
                .job("x", """
                        echo 'hello'
                        def list = [1, 2, 3]
                        list.each { n -> echo "n=${n}" }
                        stage('one') {
                          node('x') { sh 'echo from shell; pwd' ; def o = sh(script: 'echo out', returnStdout: true).trim(); echo "got ${o}" }
                        }
                        parallel a: { sleep time: 200, unit: 'MILLISECONDS'; echo 'A' }, b: { echo 'B' }
                        try { error 'boom' } catch (e) { echo "caught ${e.message}" } finally { echo 'finally' }
                        retry(3) { env.N = (env.N ?: '0').toInteger() + 1; if (env.N != '3') error "try ${env.N}" }
                        try { timeout(time: 100, unit: 'MILLISECONDS') { sleep 30 } } catch (e) { echo "timed ${e.class.name}" }
                        withEnv(['A=b', 'B=$A-c']) { echo "A=${env.A} B=${env.B} ${BUILD_NUMBER} ${env.JOB_NAME}" }
                        currentBuild.description = 'd'
                        """)
                .start()) {
            PipelineRun run = c.run("x").end().get(30, TimeUnit.SECONDS);
            System.out.println(String.join("\n", run.getLog(1000)));
            assertThat(run.getResult(), is(Result.SUCCESS));
            assertThat(String.join("\n", run.getLog(1000)), containsString("caught boom"));
        }
    }
}
