package io.jenkins.plugins.rollout.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.BuildListener;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.HttpTarget;
import io.jenkins.plugins.rollout.target.JobParameter;
import io.jenkins.plugins.rollout.target.JobTarget;
import io.jenkins.plugins.rollout.target.haproxy.HaproxyTarget;
import io.jenkins.plugins.rollout.target.command.CommandTarget;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.kohsuke.stapler.DataBoundConstructor;

/** The targets' forms, their checks and their help on real Jenkins. */
public class TargetFormsTest {
    @ClassRule
    public static final JenkinsRule R = new JenkinsRule();

    @After
    public void open() {
        R.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        R.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    @Test
    public void theHttpTargetSurvivesItsForm() throws Exception {
        HttpTarget target = new HttpTarget();
        target.setServer("edge");
        target.setPath("/rollout/{{application}}");
        target.setTimeout("1h");
        target.setAttempts(3);
        R.assertEqualDataBoundBeans(target, roundTrip(target));
        HttpTarget plain = new HttpTarget();
        plain.setUrl("https://shop.example/rollout");
        R.assertEqualDataBoundBeans(plain, roundTrip(plain));
    }

    @Test
    public void theJobTargetSurvivesItsForm() throws Exception {
        JobTarget target = new JobTarget("deployment/shop");
        target.setParameters(List.of(new JobParameter("REGION", "eu"), new JobParameter("VERSION", "{{version}}")));
        target.setTimeout("30m");
        R.assertEqualDataBoundBeans(target, roundTrip(target));
        R.assertEqualDataBoundBeans(new JobTarget("shop"), roundTrip(new JobTarget("shop")));
    }

    @Test
    public void theHaproxyTargetSurvivesItsForm() throws Exception {
        HaproxyTarget target = new HaproxyTarget("edge", "checkout");
        target.setCandidate("new");
        target.setStable("old");
        R.assertEqualDataBoundBeans(target, roundTrip(target));
        HaproxyTarget plain = new HaproxyTarget("edge", "checkout");
        R.assertEqualDataBoundBeans(plain, roundTrip(plain));
        assertThat(
                UninstantiatedDescribable.from(plain).toString(), is("@haproxy(backend=checkout,server=edge)"));
    }

    @Test
    public void theCommandTargetSurvivesItsForm() throws Exception {
        CommandTarget target = new CommandTarget("./deploy.sh --now");
        target.setUndo("./undo.sh");
        target.setObserve("./status.sh");
        target.setLabel("deploy && linux");
        target.setTimeout("1h");
        R.assertEqualDataBoundBeans(target, roundTrip(target));
        CommandTarget plain = new CommandTarget("./deploy.sh");
        R.assertEqualDataBoundBeans(plain, roundTrip(plain));
        plain.setTimeout("15m");
        assertThat(UninstantiatedDescribable.from(plain).toString(), is("@command(deploy=./deploy.sh)"));
    }

    @Test
    public void theTargetsAreWrittenAsPipelinesWriteThem() {
        JobTarget target = new JobTarget("shop");
        target.setParameters(List.of(new JobParameter("REGION", "eu")));
        UninstantiatedDescribable written = UninstantiatedDescribable.from(target);
        assertThat(written.getSymbol(), is("job"));
        assertThat(written.getArguments().get("parameters").toString(), is("[(name=REGION,value=eu)]"));
        HttpTarget http = new HttpTarget();
        http.setServer("edge");
        http.setTimeout("15m");
        assertThat(UninstantiatedDescribable.from(http).toString(), is("@http(server=edge)"));
    }

    @Test
    public void checksAreMadeForThoseWhoMayConfigure() throws Exception {
        R.jenkins.setSecurityRealm(R.createDummySecurityRealm());
        R.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER).everywhere().to("admin")
                .grant(Jenkins.READ, Item.READ).everywhere().to("reader"));
        String check = "descriptorByName/" + HttpTarget.class.getName() + "/checkAttempts?value=99";
        assertThat(
                ask("admin", HttpMethod.POST, check).getContentAsString(), containsString("99 is not between 1 and 20"));
        assertThat(ask("reader", HttpMethod.POST, check).getStatusCode(), is(403));
        assertThat(ask("admin", HttpMethod.GET, check).getStatusCode(), is(not(200)));
        String xss = "descriptorByName/" + HttpTarget.class.getName() + "/checkTimeout?value=%3Cb%3E";
        assertThat(ask("admin", HttpMethod.POST, xss).getContentAsString(), containsString("&lt;b&gt;"));
    }

    @Test
    public void everyFieldHasHelp() throws Exception {
        for (Class<?> type : List.of(HttpTarget.class, HaproxyTarget.class, CommandTarget.class, JobTarget.class, JobParameter.class)) {
            for (var parameter : DescribableModel.of(type).getParameters()) {
                assertThat(type.getSimpleName() + "." + parameter.getName(), parameter.getHelp() != null, is(true));
            }
        }
    }

    private static DeploymentTarget roundTrip(DeploymentTarget target) throws Exception {
        FreeStyleProject project = R.createFreeStyleProject();
        project.getBuildersList().add(new Holder(target));
        R.configRoundtrip(project);
        return project.getBuildersList().get(Holder.class).getTarget();
    }

    private static WebResponse ask(String user, HttpMethod method, String path) throws Exception {
        try (JenkinsRule.WebClient client = R.createWebClient()) {
            client.withThrowExceptionOnFailingStatusCode(false).login(user);
            WebRequest request = new WebRequest(new URL(R.getURL(), path), method);
            if (method == HttpMethod.POST) {
                request = client.addCrumb(request);
            }
            Page page = client.getPage(request);
            return page.getWebResponse();
        }
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

        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener) {
            return true;
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
