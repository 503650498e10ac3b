package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.AbstractProject;
import hudson.model.FreeStyleProject;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.kubernetes.FakeCluster;
import io.jenkins.plugins.rollout.target.kubernetes.KubernetesTarget;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.kohsuke.stapler.DataBoundConstructor;

/** The kubernetes target on real Jenkins: its form, its servers with their credentials, and a rollout to the fake cluster. */
public class KubernetesInJenkinsTest {
    private static final String TOKEN = "t0ken-of-prod";
    private static final String PATH = "/apis/apps/v1/namespaces/web/deployments/shop";

    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @Rule
    public final FakeCluster cluster = new FakeCluster();

    @Before
    public void store() throws Exception {
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(
                Domain.global(),
                List.of(
                        new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString(TOKEN + "\n")),
                        new StringCredentialsImpl(
                                CredentialsScope.GLOBAL, "kubeconfig", "", Secret.fromString(kubeconfig())),
                        new FileCredentialsImpl(
                                CredentialsScope.GLOBAL,
                                "file",
                                "",
                                "config",
                                SecretBytes.fromBytes(kubeconfig().getBytes(StandardCharsets.UTF_8))),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "login", "", "robot", "pass-w0rd-14"))));
    }

    private String kubeconfig() {
        return """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(cluster.uri(), TOKEN);
    }

    private Server configure(String credentials) {
        var prod = new ServerConfiguration("prod", "kubernetes", cluster.uri().toString());
        prod.setCredentialsId(credentials);
        prod.setNamespaces("web, shop-*");
        RolloutConfiguration.get().setServers(List.of(prod));
        return Administration.get().servers().find("kubernetes", "prod").orElseThrow();
    }

    private static KubernetesTarget deployment() {
        var target = new KubernetesTarget("prod", "web");
        target.setDeployment("shop");
        target.setImage("registry.example/shop:{{version}}");
        target.setForce(true);
        return target;
    }

    private static KubernetesTarget route() {
        var target = new KubernetesTarget("prod", "web");
        target.setHttpRoute("shop");
        target.setCandidate("shop-next");
        target.setStable("shop");
        target.setTimeout("5m");
        return target;
    }

    @Test
    public void survivesItsForm() throws Exception {
        KubernetesTarget candidate = deployment();
        candidate.setRouted(true);
        candidate.setContainer("app");
        var mesh = new KubernetesTarget("prod", "web");
        mesh.setVirtualService("shop");
        mesh.setCandidate("next");
        mesh.setStable("current");
        var argo = new KubernetesTarget("prod", "web");
        argo.setRollout("shop");
        argo.setImage("shop:{{version}}");
        FreeStyleProject project = R.createFreeStyleProject();
        for (KubernetesTarget target : List.of(deployment(), candidate, route(), mesh, argo)) {
            project.getBuildersList().replace(new Holder(target));
            R.configRoundtrip(project);
            R.assertEqualDataBoundBeans(
                    target, project.getBuildersList().get(Holder.class).getTarget());
        }
    }

    @Test
    public void theSnippetGeneratorWritesWhatAJenkinsfileSays() throws Exception {
        assertThat(
                UninstantiatedDescribable.from(route()).toString(),
                is("@kubernetes(candidate=shop-next,httpRoute=shop,namespace=web,server=prod,stable=shop,timeout=5m)"));
        new SnippetizerTester(R).assertRoundTrip(
                new io.jenkins.plugins.rollout.pipeline.DeployToStep(deployment()),
                "deployTo kubernetes(deployment: 'shop', force: true, image: 'registry.example/shop:{{version}}',"
                        + " namespace: 'web', server: 'prod')");
    }

    @Test
    public void everyFieldHasHelp() {
        for (var parameter : DescribableModel.of(KubernetesTarget.class).getParameters()) {
            try {
                assertThat(parameter.getName(), parameter.getHelp(), notNullValue());
            } catch (java.io.IOException e) {
                throw new AssertionError(parameter.getName(), e);
            }
        }
    }

    @Test
    public void secretTextIsATokenUnlessItIsAKubeconfig() {
        Server token = configure("token");
        assertThat(token.headers(), is(Map.of("Authorization", "Bearer " + TOKEN)));
        assertThat(token.cluster().kubeconfig(), is(nullValue()));
        assertThat(token.cluster().covers("shop-eu"), is(true));
        assertThat(token.cluster().covers("kube-system"), is(false));
        for (String id : List.of("kubeconfig", "file")) {
            Server file = configure(id);
            assertThat(file.headers(), is(Map.of()));
            assertThat(file.cluster().kubeconfig(), is(kubeconfig()));
            assertThat(file + " " + file.cluster(), not(containsString(TOKEN)));
        }
    }

    @Test
    public void whoHasThemChoosesAmongWhatAClusterTakes() {
        assertThat(choices("kubernetes"), containsInAnyOrder("", "token", "kubeconfig", "file"));
        assertThat(choices("json"), containsInAnyOrder("", "token", "kubeconfig", "login"));
        assertThat(form().doCheckCredentialsId("login", "https://x.example", "kubernetes").kind, is(FormValidation.Kind.ERROR));
        assertThat(form().doCheckNamespaces("", "kubernetes").kind, is(FormValidation.Kind.ERROR));
        assertThat(form().doCheckNamespaces("web, shop-*", "kubernetes").kind, is(FormValidation.Kind.OK));
        assertThat(form().doCheckNamespaces("*", "kubernetes").getMessage(), containsString("kube-system"));
        assertThat(form().doCheckCertificateAuthority("nonsense").kind, is(FormValidation.Kind.ERROR));
    }

    private static ServerConfiguration.DescriptorImpl form() {
        return (ServerConfiguration.DescriptorImpl) R.jenkins.getDescriptorOrDie(ServerConfiguration.class);
    }

    private static List<String> choices(String kind) {
        return form().doFillCredentialsIdItems(kind, "https://x.example/", "").stream().map(choice -> choice.value).toList();
    }

    @Test
    public void theButtonAsksTheCluster() {
        FormValidation tried =
                form().doTestConnection("prod", "kubernetes", cluster.uri().toString(), "token", "", "", "", "");
        assertThat(tried.getMessage(), tried.kind, is(FormValidation.Kind.OK));
        cluster.trouble((method, path) -> FakeCluster.refusal(401, "Unauthorized", TOKEN));
        FormValidation refused =
                form().doTestConnection("prod", "kubernetes", cluster.uri().toString(), "file", "", "", "", "");
        assertThat(refused.getMessage(), containsString("does not take these credentials (401)"));
        assertThat(refused.getMessage(), not(containsString(TOKEN)));
    }

    @Test
    public void theFormAndConfigurationAsCodeKeepIt() throws Exception {
        configure("token");
        ServerConfiguration prod = RolloutConfiguration.get().getServers().get(0);
        prod.setCertificateAuthority("-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----");
        R.configRoundtrip();
        R.assertEqualDataBoundBeans(prod, RolloutConfiguration.get().getServers().get(0));
        var exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        String yaml = exported.toString(StandardCharsets.UTF_8);
        assertThat(yaml, containsString("namespaces: \"web, shop-*\""));
        assertThat(yaml, containsString("kind: \"kubernetes\""));
        assertThat(yaml, not(containsString(TOKEN)));
    }

    @Test
    public void aRolloutDeploysToTheCluster() throws Exception {
        cluster.create(PATH, """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop", "namespace": "web"},
                 "spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "shop", "image": "shop:2.3.1"}]}}}}""");
        configure("file");
        WorkflowRun run = R.waitForCompletion(People.start(R, """
                rollout(application: 'shop', version: '2.4.0', phases: [
                  [name: 'full', exposure: 100, gate: [approval: [automatic: true]]]
                ]) {
                  deployTo kubernetes(server: 'prod', namespace: 'web', deployment: 'shop', image: 'shop:{{version}}', force: true)
                }
                """));
        R.assertBuildStatusSuccess(run);
        assertThat(
                cluster.get(PATH).at("/spec/template/spec/containers/0/image").asText(), is("shop:2.4.0"));
        String log = JenkinsRule.getLog(run);
        assertThat(log, containsString("image shop:2.4.0; 2 of 2 replicas have it and are available"));
        assertThat(log, not(containsString(TOKEN)));
    }

    /** Something with a target in its form. */
    public static final class Holder extends Builder {
        private final DeploymentTarget target;

        @DataBoundConstructor
        public Holder(DeploymentTarget target) {
            this.target = target;
        }

        public DeploymentTarget getTarget() {
            return target;
        }

        @TestExtension
        public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
            @Override
            public boolean isApplicable(Class<? extends AbstractProject> type) {
                return true;
            }
        }
    }
}
