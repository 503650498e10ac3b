package io.jenkins.plugins.rollout.controller;

import hudson.util.FormValidation;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.http.ServerUrl;
import io.jenkins.plugins.rollout.http.Trust;
import io.jenkins.plugins.rollout.http.UrlRule;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.service.RolloutService;
import io.jenkins.plugins.rollout.target.haproxy.RuntimeApi;
import io.jenkins.plugins.rollout.target.kubernetes.ClusterProbe;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Asks a server once, within the bounds of all requests, and says what came of it. */
final class ServerProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ServerProbe() {}

    static FormValidation of(ServerConfiguration configuration) {
        try {
            ServerUrl.read(configuration.getKind(), configuration.getUrl());
            Optional<Server> server = configuration.toServer();
            if (server.isEmpty()) {
                return FormValidation.error("The URL cannot be used.");
            }
            if ("file".equals(server.get().url().getScheme())) {
                return file(server.get());
            }
            return switch (server.get().kind()) {
                case "haproxy" -> haproxy(server.get());
                case ClusterFields.KIND -> cluster(server.get());
                // what it takes is a signature, not what is configured here
                case "cloudWatch" -> FormValidation.ok("The credentials are there; the first sample shows whether"
                        + " CloudWatch takes them.");
                default -> judge(ask(server.get()));
            };
        } catch (IllegalArgumentException | HttpFailure e) {
            return FormValidation.error(e.getMessage());
        } catch (CompletionException e) {
            return FormValidation.error(HttpFailure.unwrap(e).getMessage());
        }
    }

    private static FormValidation file(Server server) {
        Path file = Path.of(server.url().getPath());
        Path folder = file.toAbsolutePath().getParent();
        return Files.isRegularFile(file) && Files.isReadable(file) && folder != null && Files.isWritable(folder)
                ? FormValidation.ok("The file is there, and can be replaced.")
                : FormValidation.error("There is no such file that this controller can read, in a folder that it can write.");
    }

    private static FormValidation haproxy(Server server) {
        Endpoint place = place(server);
        return FormValidation.ok(place.name() + " answers: " + new RuntimeApi(place).version() + ".");
    }

    private static Endpoint place(Server server) {
        return new Endpoint(
                server.kind() + " '" + server.name() + "'", server.url(), server.headers(), Trust.SERVER);
    }

    private static FormValidation cluster(Server server) {
        RolloutService.get().endpoints().reach(server);
        return FormValidation.ok(ClusterProbe.ask(server));
    }

    private static Response ask(Server server) {
        return RolloutService.get()
                .endpoints()
                .send(question(server.kind(), place(server)).within(PATIENCE))
                .toCompletableFuture()
                .join();
    }

    /** A question that costs the server nothing; of kinds without one, the address itself. */
    private static Request question(String kind, Endpoint place) {
        return switch (kind) {
            case "prometheus" -> Request.get(place.below("/api/v1/query?query=1"));
            case "graphite" -> Request.get(place.below("/render?format=json&target=constantLine(1)"));
            case "influxDb" -> Request.get(place.below("/ping"));
            case "datadog" -> Request.get(place.below("/api/v1/validate"));
            case "newRelic" -> Request.post(
                    place.below("/graphql"), "application/json", "{\"query\": \"{ actor { user { id } } }\"}");
            default -> Request.get(place);
        };
    }

    /** By the status alone: nothing of the body is shown. */
    private static FormValidation judge(Response response) {
        return switch (response.status()) {
            case 401, 403 -> FormValidation.error(response + ": it does not take these credentials.");
            default -> response.isSuccess()
                    ? FormValidation.ok(response.name() + " answers.")
                    : FormValidation.warning(response + ": it answers, but not with success.");
        };
    }

    /** Whether what is sent to a URL can be read on the way: no TLS, and not to this machine itself. */
    static boolean isOpen(String text) {
        try {
            URI url = UrlRule.url(String.valueOf(text));
            return "http".equalsIgnoreCase(url.getScheme())
                    && !url.getHost().matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
