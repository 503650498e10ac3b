package io.jenkins.plugins.rollout.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** One person at the controller, by HTTP alone: Basic authentication, and a crumb with each POST. */
final class Visitor {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).connectTimeout(TIMEOUT).build();
    private final URI controller;
    private final String name;
    private final String authorization;

    /** @param controller its URL, with a slash at the end */
    Visitor(URI controller, String name, String password) {
        this.controller = controller;
        this.name = name;
        byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    String name() {
        return name;
    }

    /** @throws IOException when the answer is not 200 with JSON */
    JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(to(path).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException("GET " + path + " was answered with " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    /** Posts JSON with a fresh crumb, as a page or a script would. */
    HttpResponse<String> post(String path, JsonNode body) throws IOException, InterruptedException {
        JsonNode crumb = get("crumbIssuer/api/json");
        HttpRequest request = to(path)
                .header(crumb.path("crumbRequestField").asText(), crumb.path("crumb").asText())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(controller.resolve(path)).timeout(TIMEOUT).header("Authorization", authorization);
    }
}
