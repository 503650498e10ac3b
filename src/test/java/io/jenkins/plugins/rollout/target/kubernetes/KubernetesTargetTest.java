package io.jenkins.plugins.rollout.target.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import org.junit.Test;

/** What a kubernetes target says of itself, and of its mistakes. */
public class KubernetesTargetTest {
    private final TargetContext context = Calls.context(URI.create("https://127.0.0.1:1"));

    private List<String> problems(KubernetesTarget target) {
        return target.validate(context).stream().map(Problem::toString).toList();
    }

    @Test
    public void namesWhatItChanges() {
        assertThat(DeploymentImageTest.target().describe(), is("kubernetes 'prod' deployment web/shop"));
        assertThat(ArgoRolloutTest.target().describe(), is("kubernetes 'prod' rollout web/shop"));
        assertThat(RouteWeightsTest.route().describe(), is("kubernetes 'prod' httpRoute web/shop"));
    }

    @Test
    public void goodOnesHaveNoProblems() {
        assertThat(problems(DeploymentImageTest.target()), is(List.of()));
        assertThat(problems(ArgoRolloutTest.target()), is(List.of()));
        assertThat(problems(RouteWeightsTest.route()), is(List.of()));
    }

    @Test
    public void aDeploymentAloneIsAllOrNothing() {
        KubernetesTarget target = DeploymentImageTest.target();
        assertThat(target.ability().reaches(new BigDecimal("5")), is(false));
        assertThat(target.ability().reaches(new BigDecimal("100")), is(true));
        assertThat(target.ability().audiences(), is(false));
        target.setRouted(true);
        assertThat(target.ability().reaches(new BigDecimal("5")), is(true));
    }

    @Test
    public void oneObjectAtATime() {
        KubernetesTarget two = DeploymentImageTest.target();
        two.setHttpRoute("shop");
        assertThat(problems(two), is(List.of("deployment: write one of deployment, httpRoute, virtualService and rollout")));
        assertThat(problems(new KubernetesTarget("prod", "web")).size(), is(1));
    }

    @Test
    public void fieldsGoWithTheirKind() {
        KubernetesTarget route = RouteWeightsTest.route();
        route.setImage("shop:1");
        route.setRouted(true);
        route.setStable(null);
        assertThat(
                problems(route),
                is(List.of("stable: is needed", "image: goes with deployment or rollout", "routed: goes with deployment")));
        KubernetesTarget workload = DeploymentImageTest.target();
        workload.setImage(null);
        workload.setCandidate("x");
        assertThat(problems(workload), is(List.of("image: is needed", "candidate: goes with httpRoute or virtualService")));
    }

    @Test
    public void onlyNamespacesThatAnAdministratorAllows() {
        var target = new KubernetesTarget("prod", "kube-system");
        target.setDeployment("shop");
        target.setImage("shop:1");
        assertThat(problems(target), is(List.of("namespace: the server 'prod' does not let Jenkinsfiles reach the namespace"
                + " 'kube-system'; it lets them reach web")));
    }

    @Test
    public void whatIsNoNameLeadsNowhere() {
        KubernetesTarget target = DeploymentImageTest.target();
        target.setDeployment("../secrets/x");
        target.setImage("shop:{{nonsense}}");
        target.setTimeout("30d");
        List<String> problems = problems(target);
        assertThat(problems.get(0), containsString("deployment: '../secrets/x' is no name of Kubernetes"));
        assertThat(problems.get(1), containsString("image: "));
        assertThat(problems.get(2), is("timeout: '30d' is not between 1s and 7d"));
        var elsewhere = new KubernetesTarget("test", "web");
        elsewhere.setDeployment("shop");
        elsewhere.setImage("shop:1");
        assertThat(problems(elsewhere).get(0), containsString("server: kubernetes: there is no server 'test'"));
    }
}
