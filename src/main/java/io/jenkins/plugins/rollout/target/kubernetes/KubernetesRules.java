package io.jenkins.plugins.rollout.target.kubernetes;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Template;
import io.jenkins.plugins.rollout.policy.Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a {@code kubernetes} target must look like. */
final class KubernetesRules {
    static final String ONE_OF = "write one of deployment, httpRoute, virtualService and rollout";

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(7);

    /** A DNS subdomain (RFC 1123), as Kubernetes wants the names of objects. */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");

    private static final Map<String, String> SAMPLE = Map.of(
            "version", "x", "previousVersion", "x", "phase", "x",
            "exposure", "1", "application", "x", "environment", "x");

    private KubernetesRules() {}

    static List<Problem> problems(KubernetesTarget target, Endpoints endpoints) {
        var problems = new ArrayList<Problem>();
        problems.addAll(server(target.getServer(), target.getNamespace(), endpoints));
        long kinds = Stream.of(target.getDeployment(), target.getHttpRoute(), target.getVirtualService(), target.getRollout())
                .filter(name -> name != null)
                .count();
        if (kinds != 1) {
            problems.add(Problem.of("deployment", ONE_OF));
        }
        problems.addAll(name("deployment", target.getDeployment()));
        problems.addAll(name("httpRoute", target.getHttpRoute()));
        problems.addAll(name("virtualService", target.getVirtualService()));
        problems.addAll(name("rollout", target.getRollout()));
        if (kinds == 1) {
            problems.addAll(target.isRoute() ? route(target) : workload(target));
        }
        problems.addAll(timeout(target.getTimeout()));
        return problems;
    }

    /** Whether there is such a server, and a namespace of it that a Jenkinsfile may name. */
    static List<Problem> server(String server, String namespace, Endpoints endpoints) {
        var problems = new ArrayList<>(required("server", server));
        if (problems.isEmpty()) {
            try {
                problems.addAll(namespace(endpoints.named(KubernetesTarget.SYMBOL, server), namespace));
            } catch (HttpFailure e) {
                problems.add(Problem.of("server", e.getMessage()));
            }
        }
        problems.addAll(required("namespace", namespace));
        problems.addAll(name("namespace", namespace));
        return problems;
    }

    /** Whether an administrator lets Jenkinsfiles reach that namespace. */
    static List<Problem> namespace(Server server, String namespace) {
        List<String> allowed = server.cluster() == null ? List.of() : server.cluster().namespaces();
        if (server.cluster() != null && server.cluster().covers(namespace)) {
            return List.of();
        }
        return List.of(Problem.of(
                "namespace",
                "the server '" + server.name() + "' does not let Jenkinsfiles reach the namespace '" + namespace + "'; "
                        + (allowed.isEmpty()
                                ? "an administrator has named none"
                                : "it lets them reach " + String.join(", ", allowed))));
    }

    private static List<Problem> workload(KubernetesTarget target) {
        var problems = new ArrayList<>(image(target.getImage()));
        problems.addAll(required("image", target.getImage()));
        problems.addAll(name("container", target.getContainer()));
        problems.addAll(notHere("candidate", target.getCandidate(), "httpRoute or virtualService"));
        problems.addAll(notHere("stable", target.getStable(), "httpRoute or virtualService"));
        if (target.isRouted() && target.getDeployment() == null) {
            problems.add(Problem.of("routed", "goes with deployment"));
        }
        return problems;
    }

    private static List<Problem> route(KubernetesTarget target) {
        var problems = new ArrayList<Problem>();
        problems.addAll(required("candidate", target.getCandidate()));
        problems.addAll(required("stable", target.getStable()));
        problems.addAll(name("candidate", target.getCandidate()));
        problems.addAll(name("stable", target.getStable()));
        String candidate = target.getCandidate();
        if (candidate != null && candidate.equals(target.getStable())) {
            problems.add(Problem.of("candidate", "is the same as stable"));
        }
        problems.addAll(notHere("image", target.getImage(), "deployment or rollout"));
        problems.addAll(notHere("container", target.getContainer(), "deployment or rollout"));
        if (target.isRouted()) {
            problems.add(Problem.of("routed", "goes with deployment"));
        }
        return problems;
    }

    static List<Problem> required(String field, String value) {
        return value == null || value.isEmpty() ? List.of(Problem.of(field, "is needed")) : List.of();
    }

    private static List<Problem> notHere(String field, String value, String with) {
        return value == null ? List.of() : List.of(Problem.of(field, "goes with " + with));
    }

    static List<Problem> name(String field, String value) {
        return value == null || value.isEmpty() || value.length() <= 253 && NAME.matcher(value).matches()
                ? List.of()
                : List.of(Problem.of(
                        field,
                        "'" + value + "' is no name of Kubernetes: lower-case letters, digits, - and ."));
    }

    static List<Problem> image(String image) {
        if (image == null) {
            return List.of();
        }
        try {
            String sample = Template.fill(image, SAMPLE);
            return sample.chars().anyMatch(c -> c <= ' ')
                    ? List.of(Problem.of("image", "'" + image + "' has blanks in it"))
                    : List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("image", e.getMessage()));
        }
    }

    static List<Problem> timeout(String timeout) {
        if (timeout == null) {
            return List.of();
        }
        try {
            Duration time = Durations.parse(timeout);
            return time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0
                    ? List.of(Problem.of("timeout", "'" + timeout + "' is not between 1s and 7d"))
                    : List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("timeout", e.getMessage()));
        }
    }
}
