package io.jenkins.plugins.rollout.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Somebody with a program that speaks HTTP. */
public final class Visitor {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI controller;
    private final String authorization;
    private String crumb;

    private Visitor(URI controller, String authorization) {
        this.controller = controller;
        this.authorization = authorization;
    }

    static Visitor of(Controller controller, String user) {
        return of(controller.url(), user, controller.password(user));
    }

    /** @param controller its root, with a slash at its end */
    public static Visitor of(URI controller, String user, String password) {
        String login = user + ":" + password;
        return new Visitor(
                controller, "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    static Visitor withoutName(Controller controller) {
        return withoutName(controller.url());
    }

    /** @param controller its root, with a slash at its end */
    public static Visitor withoutName(URI controller) {
        return new Visitor(controller, null);
    }

    /** What came back. */
    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError(status + " with something that is no JSON: " + body, e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    /** @param path from the controller's root; no slash at its start */
    public Answer get(String path, String... headers) throws Exception {
        return send(request(path).headers(with(headers)).GET());
    }

    public CompletableFuture<Answer> getLater(String path) {
        return client.sendAsync(request(path).GET().build(), BodyHandlers.ofString())
                .thenApply(response -> new Answer(response.statusCode(), response.body(), response));
    }

    public Answer postForm(String path, Map<String, String> fields) throws Exception {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post(path, "application/x-www-form-urlencoded", form);
    }

    public Answer postJson(String path, Map<String, String> fields) throws Exception {
        return post(path, "application/json", JSON.writeValueAsString(fields));
    }

    /** With the crumb that the controller gives out. */
    public Answer post(String path, String type, String body) throws Exception {
        return send(request(path)
                .header("Jenkins-Crumb", crumb())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)));
    }

    public Answer postWithoutCrumb(String path, Map<String, String> fields) throws Exception {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(fields))));
    }

    /** Has a link made that asks for a yes. @param page of the rollout, with a slash at its end */
    String token(String page) throws Exception {
        return postJson(page + "link", Map.of("act", "approve")).json().get("url").asText().replaceFirst(".*token=", "");
    }

    /** Confirms what a link asks for. @param page of the rollout, with a slash at its end */
    Answer confirm(String page, String token) throws Exception {
        return postJson(page + "confirm", Map.of("token", token, "comment", "by link", "reason", "by link"));
    }

    private String crumb() throws Exception {
        if (crumb == null) {
            crumb = get("crumbIssuer/api/json").json().get("crumb").asText();
        }
        return crumb;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(controller.resolve(path)).timeout(Duration.ofSeconds(60));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private static String[] with(String... headers) {
        return headers.length == 0 ? new String[] {"Accept", "*/*"} : headers;
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }
}
