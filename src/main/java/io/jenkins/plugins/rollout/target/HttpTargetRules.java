package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.UrlRule;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an {@code http} target must look like. */
final class HttpTargetRules {
    static final String ONE_OF = "write either server, which an administrator has defined, or url";

    private static final Map<String, String> SAMPLE = Map.of(
            "version", "x", "previousVersion", "x", "phase", "x",
            "exposure", "1", "application", "x", "environment", "x");

    private HttpTargetRules() {}

    static List<Problem> problems(HttpTarget target, Endpoints endpoints) {
        var problems = new ArrayList<Problem>();
        if ((target.getServer() == null) == (target.getUrl() == null)) {
            problems.add(Problem.of("server", ONE_OF));
        } else {
            problems.addAll(url(target.getUrl()));
            if (problems.isEmpty()) {
                problems.addAll(place(target, endpoints));
            }
        }
        if (target.getPath() != null && target.getUrl() != null) {
            problems.add(Problem.of("path", "goes with server; write it into the url instead"));
        }
        problems.addAll(path(target.getPath()));
        for (HttpTargetTimes.Field field : HttpTargetTimes.Field.values()) {
            problems.addAll(field.check(field.of(target)));
        }
        problems.addAll(HttpTargetTimes.checkAttempts(target.getAttempts()));
        return problems;
    }

    /** Whether the server exists, or the URL is allowed. A URL with placeholders is only known when it is asked. */
    private static List<Problem> place(HttpTarget target, Endpoints endpoints) {
        String url = target.getUrl();
        if (url != null && url.contains("{{")) {
            return List.of();
        }
        try {
            endpoints.find(HttpTarget.SYMBOL, target.getServer(), url);
            return List.of();
        } catch (HttpFailure e) {
            return List.of(Problem.of(target.getServer() != null ? "server" : "url", e.getMessage()));
        }
    }

    static List<Problem> url(String url) {
        if (url == null || url.isBlank()) {
            return List.of();
        }
        try {
            UrlRule.url(sample(url));
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("url", e.getMessage()));
        }
    }

    static List<Problem> path(String path) {
        if (path == null || path.isBlank()) {
            return List.of();
        }
        if (!path.startsWith("/") || path.startsWith("//")) {
            return List.of(Problem.of("path", "'" + path + "' does not start with a single /"));
        }
        try {
            UrlRule.url("http://server.example" + sample(path));
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(Problem.of("path", e.getMessage()));
        }
    }

    /** The text with something in place of each placeholder. */
    static String sample(String text) {
        return Template.fill(text, SAMPLE);
    }
}
