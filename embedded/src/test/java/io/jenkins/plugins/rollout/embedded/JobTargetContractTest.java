package io.jenkins.plugins.rollout.embedded;

import hudson.model.ParametersAction;
import hudson.model.Run;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetContract;
import io.jenkins.plugins.rollout.target.JobTarget;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;

/** The job target against a job that deploys by making a file and undoes by deleting it. */
public class JobTargetContractTest extends DeploymentTargetContract {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path deployed;
    private EmbeddedController controller;
    private PipelineRun rollout;

    @Before
    public void start() throws Exception {
        deployed = folder.newFolder("deployed").toPath();
        controller = EmbeddedController.at(folder.newFolder("home").toPath())
                .job("shop", "sleep 600")
                .job(
                        "deploy",
                        """
                        node {
                          if (ROLLOUT_ACTION == 'deploy') {
                            sh "touch '%1$s/$ROLLOUT_VERSION'"
                          } else {
                            sh "rm -f '%1$s/$ROLLOUT_VERSION'"
                          }
                        }
                        """
                                .formatted(deployed))
                .start();
        rollout = controller.run("shop");
    }

    @After
    public void stop() throws Exception {
        controller.close();
    }

    @Override
    protected DeploymentTarget target() {
        return new JobTarget("deploy");
    }

    @Override
    protected TargetContext context() {
        return context(rollout);
    }

    static TargetContext context(PipelineRun build) {
        var nobody = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.empty();
            }

            @Override
            public List<String> names(String kind) {
                return List.of();
            }
        };
        var endpoints = new Endpoints(nobody, () -> Rules.STRICT, new BoundedHttp(HttpClient::newBuilder));
        return new TargetContext(endpoints, rolloutId -> Optional.of(build));
    }

    @Override
    protected int performed(String operation) {
        return (int) Stream.<Run<?, ?>>iterate(
                        controller.job("deploy").getLastBuild(), Objects::nonNull, Run::getPreviousBuild)
                .map(run -> run.getAction(ParametersAction.class).getParameter("ROLLOUT_OPERATION"))
                .filter(parameter -> parameter.getValue().equals(operation))
                .count();
    }

    @Override
    protected boolean live(String version) {
        return Files.exists(deployed.resolve(version));
    }
}
