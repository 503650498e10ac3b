package io.jenkins.plugins.rollout.demo;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The whole demo, with the Jenkinsfile at the root, at the speed at which people see it. */
public class DemoTest {
    private static final List<String> PHASES = List.of("dogfood", "alpha", "beta", "canary", "full");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private DemoProcess auto(Path home, String version) throws Exception {
        return DemoProcess.start(
                "port=0", "demo.approve=auto", "demo.rate=60", "demo.version=" + version, "demo.home=" + home);
    }

    private static JsonNode shopOf(Path home) throws Exception {
        return new ObjectMapper().readTree(home.resolve("shop/shop.json").toFile()).path("split");
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    public void theGoodVersionReachesEverybodyAndTheBadOneIsTakenBack() throws Exception {
        Path good = folder.newFolder("good").toPath();
        Path bad = folder.newFolder("bad").toPath();
        try (DemoProcess goodDemo = auto(good, "good");
                DemoProcess badDemo = auto(bad, "bad")) {
            assertThat(goodDemo.page().toString(), matchesPattern("http://127\\.0\\.0\\.1:\\d+/job/shop/1/rollout/"));
            assertThat(goodDemo.console().get(1), startsWith("Log in as alice or bob (release-managers)"));
            assertThat(goodDemo.console().get(2), startsWith("For trying only"));

            assertThat(badDemo.exitCode(), is(1));
            assertThat(DemoProcess.log(bad), containsString("phase 'canary': bake failed"));
            assertThat(DemoProcess.log(bad), containsString("phase 'dogfood': undone"));
            assertThat(DemoProcess.log(bad), not(containsString("phase 'full'")));
            String why = "The rollout did not succeed, FAILURE: phase 'canary', bake: ";
            assertThat(badDemo.console(), hasItem(startsWith(why)));
            assertThat(badDemo.console(), hasItem(startsWith("Now everybody has 1.0.0 again. Journal: " + bad)));
            assertThat(shopOf(bad).toString(), is("{\"everyone\":0,\"audiences\":{}}"));

            int goodExit = goodDemo.exitCode();
            assertThat(goodDemo.console() + DemoProcess.log(good), goodExit, is(0));
            assertThat(goodDemo.console(), hasItem("The rollout succeeded"));
            assertThat(goodDemo.console(), hasItem("alice approves canary"));
            assertThat(goodDemo.console(), hasItem("bob approves canary"));
            assertThat(shopOf(good).path("everyone").asInt(), is(100));
        }
        try (DemoProcess again = auto(good, "good")) {
            assertThat("another build of what has ended", again.page().getPath(), is("/job/shop/2/rollout/"));
            DemoProcess.awaitLog(good, 2, "phase 'dogfood': deployed");
        }
    }

    @Test
    public void aDemoKilledDuringABakeGoesOnWhereItWas() throws Exception {
        Path home = folder.newFolder("home").toPath();
        try (DemoProcess demo = auto(home, "good")) {
            DemoProcess.awaitLog(home, 1, "phase 'canary': baking");
            demo.kill();
        }
        assertThat("the shop keeps its split", shopOf(home).path("everyone").asInt(), is(25));
        try (DemoProcess demo = auto(home, "good")) {
            int exit = demo.exitCode();
            assertThat(demo.console() + DemoProcess.log(home), exit, is(0));
            assertThat(demo.page().getPath(), is("/job/shop/1/rollout/"));
        }
        String log = DemoProcess.log(home);
        PHASES.forEach(phase ->
                assertThat(phase, count(log, "phase '" + phase + "': deploying to http 'shop'"), is(1)));
        assertThat(shopOf(home).path("everyone").asInt(), is(100));
    }

    @Test
    public void theShopOpensAlone() throws Exception {
        try (DemoProcess shop = DemoProcess.startShop("demo.home=" + folder.newFolder("shop"))) {
            await().atMost(Duration.ofMinutes(2)).until(() -> shop.console().size() == 1);
            String line = shop.console().get(0);
            assertThat(line, matchesPattern("The shop: (\\S+)/ \\(deploy with POST \\1/rollout\\)"));
            URI stats = URI.create(line.split(" ")[2] + "stats");
            String answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(stats).build(), BodyHandlers.ofString())
                    .body();
            assertThat(answer, containsString("\"2.0.0\""));
        }
        try (DemoProcess shop = DemoProcess.startShop("demo.shop.port=x")) {
            assertThat(shop.exitCode(), is(2));
        }
    }

    @Test
    public void whatCannotStartSaysWhyAndEndsWithTwo() throws Exception {
        try (DemoProcess demo = DemoProcess.start("demo.version=ugly")) {
            assertThat(demo.exitCode(), is(2));
            assertThat(demo.console(), containsInAnyOrder("-Ddemo.version=ugly: write good or bad"));
        }
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                DemoProcess demo = DemoProcess.start("port=" + taken.getLocalPort())) {
            assertThat(demo.exitCode(), is(2));
            assertThat(demo.console().toString(), containsString("port " + taken.getLocalPort()));
        }
    }
}
