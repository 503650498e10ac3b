package io.jenkins.plugins.rollout.target.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.DeploymentTarget;
import io.jenkins.plugins.rollout.target.DeploymentTargetDescriptor;
import io.jenkins.plugins.rollout.target.FormAccess;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * Changes one object of a Kubernetes cluster: the image of a {@code deployment} or of an Argo {@code rollout}, the weights
 * of an {@code httpRoute} or of an Istio {@code virtualService}. What it puts back and how it does that stands in
 * docs/kubernetes.md.
 */
public final class KubernetesTarget extends DeploymentTarget {
    static final String SYMBOL = "kubernetes";

    private static final String TIMEOUT = "15m";
    private static final BigDecimal ALL_OR_NOTHING = BigDecimal.valueOf(100);

    private final String server;
    private final String namespace;
    private String deployment;
    private String rollout;
    private String container;
    private String image;
    private boolean routed;
    private String httpRoute;
    private String virtualService;
    private String candidate;
    private String stable;
    private boolean force;
    private String timeout;

    /**
     * @param server that an administrator defined, of the kind {@code kubernetes}
     * @param namespace of the object; one that the server's definition allows
     */
    @DataBoundConstructor
    public KubernetesTarget(String server, String namespace) {
        this.server = Util.fixNull(server).trim();
        this.namespace = Util.fixNull(namespace).trim();
    }

    @NonNull
    public String getServer() {
        return server;
    }

    @NonNull
    public String getNamespace() {
        return namespace;
    }

    /** Name of a Deployment whose image changes; null for another kind. */
    @CheckForNull
    public String getDeployment() {
        return deployment;
    }

    @DataBoundSetter
    public void setDeployment(String deployment) {
        this.deployment = Util.fixEmptyAndTrim(deployment);
    }

    /** Name of an Argo Rollout whose image changes, and whose steps are promoted; null for another kind. */
    @CheckForNull
    public String getRollout() {
        return rollout;
    }

    @DataBoundSetter
    public void setRollout(String rollout) {
        this.rollout = Util.fixEmptyAndTrim(rollout);
    }

    /** The container whose image changes; null for the only one. */
    @CheckForNull
    public String getContainer() {
        return container;
    }

    @DataBoundSetter
    public void setContainer(String container) {
        this.container = Util.fixEmptyAndTrim(container);
    }

    /** The image, with placeholders. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    @DataBoundSetter
    public void setImage(String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    /** Whether something else decides who reaches the Deployment: a route whose weights another target sets. */
    public boolean isRouted() {
        return routed;
    }

    @DataBoundSetter
    public void setRouted(boolean routed) {
        this.routed = routed;
    }

    /** Name of an HTTPRoute of the Gateway API whose weights change; null for another kind. */
    @CheckForNull
    public String getHttpRoute() {
        return httpRoute;
    }

    @DataBoundSetter
    public void setHttpRoute(String httpRoute) {
        this.httpRoute = Util.fixEmptyAndTrim(httpRoute);
    }

    /** Name of an Istio VirtualService whose weights change; null for another kind. */
    @CheckForNull
    public String getVirtualService() {
        return virtualService;
    }

    @DataBoundSetter
    public void setVirtualService(String virtualService) {
        this.virtualService = Util.fixEmptyAndTrim(virtualService);
    }

    /** The backend that has the version: a Service of an HTTPRoute, a subset or host of a VirtualService. */
    @CheckForNull
    public String getCandidate() {
        return candidate;
    }

    @DataBoundSetter
    public void setCandidate(String candidate) {
        this.candidate = Util.fixEmptyAndTrim(candidate);
    }

    /** The backend for everyone else. */
    @CheckForNull
    public String getStable() {
        return stable;
    }

    @DataBoundSetter
    public void setStable(String stable) {
        this.stable = Util.fixEmptyAndTrim(stable);
    }

    /** Whether fields are taken over from whoever owns them. */
    public boolean isForce() {
        return force;
    }

    @DataBoundSetter
    public void setForce(boolean force) {
        this.force = force;
    }

    /** How long a change may take to come about; null for {@value #TIMEOUT}. */
    @CheckForNull
    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        String trimmed = Util.fixEmptyAndTrim(timeout);
        this.timeout = TIMEOUT.equals(trimmed) ? null : trimmed;
    }

    boolean isRoute() {
        return httpRoute != null || virtualService != null;
    }

    Subject subject() {
        if (deployment != null) {
            return new DeploymentImage(namespace, deployment, container, image);
        }
        if (rollout != null) {
            return new ArgoRollout(namespace, rollout, container, image);
        }
        return httpRoute != null
                ? new RouteWeights(RouteWeights.Kind.HTTP_ROUTE, namespace, httpRoute, candidate, stable)
                : new RouteWeights(RouteWeights.Kind.VIRTUAL_SERVICE, namespace, virtualService, candidate, stable);
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> deploy(@NonNull TargetCall call, @NonNull TargetContext context) {
        return operation(call, context).perform();
    }

    @Override
    @NonNull
    public CompletionStage<TargetAnswer> undo(@NonNull TargetCall call, @NonNull TargetContext context) {
        return operation(call, context).perform();
    }

    @Override
    @NonNull
    public CompletionStage<Observation> observe(@NonNull TargetCall call, @NonNull TargetContext context) {
        return operation(call, context).observe();
    }

    private KubernetesOperation operation(TargetCall call, TargetContext context) {
        List<Problem> problems = KubernetesRules.problems(this, context.endpoints());
        if (!problems.isEmpty()) {
            throw Subject.refused(describe() + ": " + problems.get(0));
        }
        return new KubernetesOperation(this, call, context);
    }

    /**
     * A Deployment has a version whole, unless a route in front of it shares its users out; weights are whole numbers;
     * which shares an Argo Rollout stops at only its steps say, and none of them knows cohorts.
     */
    @Override
    @NonNull
    public Ability ability() {
        if (deployment != null) {
            return routed ? Ability.ANYTHING : new Ability(true, ALL_OR_NOTHING, false);
        }
        return isRoute()
                ? new Ability(true, BigDecimal.ONE.movePointLeft(RouteWeights.DECIMALS), false)
                : new Ability(true, BigDecimal.ONE, false);
    }

    @Override
    @NonNull
    public Duration patience() {
        return Durations.parse(timeout == null ? TIMEOUT : timeout);
    }

    @Override
    @NonNull
    public String describe() {
        String kind = deployment != null ? "deployment" : rollout != null ? "rollout" : httpRoute != null ? "httpRoute" : "virtualService";
        String name = deployment != null ? deployment : rollout != null ? rollout : httpRoute != null ? httpRoute : virtualService;
        return SYMBOL + " '" + server + "' " + kind + " " + namespace + "/" + name;
    }

    @Override
    @NonNull
    public List<Problem> validate(@NonNull TargetContext context) {
        return KubernetesRules.problems(this, context.endpoints());
    }

    @Extension
    @Symbol(SYMBOL)
    public static final class DescriptorImpl extends DeploymentTargetDescriptor {
        @Override
        @NonNull
        public String getDisplayName() {
            return "Kubernetes";
        }

        @POST
        public FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "namespace", value);
        }

        @POST
        public FormValidation doCheckDeployment(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "deployment", value);
        }

        @POST
        public FormValidation doCheckRollout(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "rollout", value);
        }

        @POST
        public FormValidation doCheckContainer(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "container", value);
        }

        @POST
        public FormValidation doCheckHttpRoute(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "httpRoute", value);
        }

        @POST
        public FormValidation doCheckVirtualService(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "virtualService", value);
        }

        @POST
        public FormValidation doCheckCandidate(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "candidate", value);
        }

        @POST
        public FormValidation doCheckStable(@AncestorInPath Item item, @QueryParameter String value) {
            return name(item, "stable", value);
        }

        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(KubernetesRules.image(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            FormAccess.check(item);
            return FormAccess.of(KubernetesRules.timeout(Util.fixEmptyAndTrim(value)));
        }

        private static FormValidation name(Item item, String field, String value) {
            FormAccess.check(item);
            return FormAccess.of(KubernetesRules.name(field, Util.fixEmptyAndTrim(value)));
        }
    }
}
