package io.jenkins.plugins.rollout.demo.shop;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ShopTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Shop shop;

    private void open(boolean bad, double requestsPerSecond) throws IOException {
        shop = new Shop(new Shop.Options(0, folder.getRoot().toPath(), bad, requestsPerSecond));
    }

    @After
    public void closeShop() {
        shop.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shop.url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return post(body, "a");
    }

    private HttpResponse<String> post(String body, String key) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(shop.url() + "/rollout"))
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private void deploy(String operation, Object exposure, String audience) throws Exception {
        String body = """
                {"action": "deploy", "operation": "%s", "rollout": "r",
                 "application": "shop", "environment": "production",
                 "version": "2.0.0", "previousVersion": null, "phase": "p", "exposure": %s, "audience": %s}"""
                .formatted(operation, exposure, audience == null ? null : '"' + audience + '"');
        assertThat(post(body, operation).body(), containsString("\"state\":\"done\""));
    }

    private String versionFor(String user, String group) throws Exception {
        HttpResponse<String> answer = get("/buy", Router.USER, user, Router.GROUPS, group);
        assertThat(answer.body(), containsString(answer.headers().firstValue(Router.VERSION).orElseThrow()));
        return JSON.readTree(answer.body()).path("version").asText();
    }

    private JsonNode candidate() throws Exception {
        return JSON.readTree(get("/stats").body()).at("/versions/2.0.0");
    }

    @Test
    public void usersReachTheVersionTheyAreMeantToGet() throws Exception {
        open(false, 0);
        deploy("a", 12.5, null);
        long in = 0;
        for (int i = 0; i < 400; i++) {
            String version = versionFor(Customers.user(i), "others");
            assertThat("sticky", versionFor(Customers.user(i), "others"), is(version));
            in += version.equals("2.0.0") ? 1 : 0;
        }
        assertThat((double) in, closeTo(400 * 0.125, 4 * Math.sqrt(400 * 0.125 * 0.875)));
        deploy("b", null, "employees");
        assertThat(versionFor("whoever", "others, employees"), is("2.0.0"));
        String undo = "{\"action\": \"undo\", \"operation\": \"c\", \"version\": \"2.0.0\"}";
        assertThat("the key is another's", post(undo, "d").statusCode(), is(400));
        assertThat(post(undo, "c").statusCode(), is(200));
        assertThat(versionFor("whoever", "employees"), is("1.0.0"));
    }

    @Test
    public void countsWhatItAnswersInPrometheusFormat() throws Exception {
        open(false, 0);
        deploy("a", null, "employees");
        IntStream.range(0, 3).forEach(i -> {
            try {
                versionFor("user-" + i, "employees");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        versionFor("somebody", "a group that \"nobody\" knows");
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow(), is(Exposition.CONTENT_TYPE));
        String sample = "[a-z_]+\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*} [0-9.E-]+";
        metrics.body().lines().forEach(line -> assertThat(line, matchesPattern("# (HELP|TYPE) [a-z_]+ .+|" + sample)));
        assertThat(metrics.body(), containsString(
                "\nshop_requests_total{version=\"2.0.0\",status=\"200\",audience=\"employees\"} 3\n"));
        assertThat(metrics.body(), containsString(
                "\nshop_requests_total{version=\"1.0.0\",status=\"200\",audience=\"everyone\"} 1\n"));
        assertThat(metrics.body(), containsString(
                "\nshop_requests_total{version=\"2.0.0\",status=\"503\",audience=\"everyone\"} 0\n"));
        assertThat(metrics.body(), containsString("\nshop_request_seconds_count{version=\"2.0.0\"} 3\n"));
        assertThat(metrics.body(), containsString(
                "\nshop_exposure_percent{version=\"2.0.0\",audience=\"employees\"} 100.0\n"));
    }

    @Test
    public void answersWhatIsNotAnOrder() throws Exception {
        open(false, 0);
        assertThat(post("{").statusCode(), is(400));
        assertThat(post("null").statusCode(), is(400));
        assertThat(post("[]").statusCode(), is(400));
        assertThat(post("{\"action\": \"deploy\", \"exposure\": {}}").statusCode(), is(400));
        assertThat(get("/nowhere").statusCode(), is(404));
        assertThat(get("/rollout").body(), containsString("\"everyone\":0"));
        assertThat(get("/").body(), containsString("<title>The shop</title>"));
    }

    @Test
    public void customersComeAtTheirRateAndAudiencesAmongThem() throws Exception {
        open(false, 100);
        deploy("a", null, "employees");
        await().atMost(Duration.ofSeconds(30)).until(() -> candidate().path("requests").asInt() >= 10);
        String metrics = get("/metrics").body();
        assertThat(metrics, containsString("{version=\"1.0.0\",status=\"200\",audience=\"beta-testers\"}"));
        double perSecond = JSON.readTree(get("/stats").body()).at("/versions/1.0.0/requestsPerSecond").asDouble();
        assertThat(perSecond, lessThan(110.0));
        assertThat(candidate().path("errorShare").asDouble(), is(0.0));
    }

    @Test
    public void theBadVersionHoldsForFewAndFailsForMany() throws Exception {
        open(true, 100);
        deploy("a", null, "employees");
        deploy("b", 2, null);
        await().atMost(Duration.ofSeconds(30)).until(() -> candidate().path("requests").asInt() >= 40);
        assertThat(candidate().path("errorShare").asDouble(), is(0.0));
        deploy("c", 60, null);
        await().atMost(Duration.ofSeconds(30)).until(() -> candidate().path("errorShare").asDouble() > 0.25);
        assertThat(candidate().path("p95Seconds").asDouble(), greaterThan(1.5));
    }
}
