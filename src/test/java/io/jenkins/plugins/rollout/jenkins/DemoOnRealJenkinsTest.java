package io.jenkins.plugins.rollout.jenkins;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.demo.shop.Shop;
import io.jenkins.plugins.rollout.demo.shop.Split;
import io.jenkins.plugins.rollout.jenkins.staff.Rights;
import io.jenkins.plugins.rollout.jenkins.staff.Staff;
import io.jenkins.plugins.rollout.scenario.Visitor;
import io.jenkins.plugins.rollout.testkit.Chromium;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RealJenkinsRule.SyntheticPlugin;
import org.jvnet.hudson.test.RealJenkinsRule;

/**
 * The Jenkinsfile of the demo as it stands at the root, on a Jenkins in a process of its own that can be killed,
 * against the demo's shop, which lives on in this process.
 */
public class DemoOnRealJenkinsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String ROLLOUT = "job/shop/1/rollout/";
    private static final double REQUESTS_PER_SECOND = 40;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Rule
    public final RealJenkinsRule jenkins = new RealJenkinsRule()
            .javaOptions("-Xmx768m")
            .withTimeout(1200)
            .addSyntheticPlugin(new SyntheticPlugin(Staff.class).shortName("shop-staff"));

    private Shop shop;

    @After
    public void closeShop() {
        if (shop != null) {
            shop.close();
        }
    }

    @Test
    public void goesThroughAllPhasesThoughTheControllerIsKilledDuringABake() throws Throwable {
        begin(false);
        awaitAsk("canary");
        stateAndPageAndLogAgree();
        whatIsNoApprovalIsRefused();
        approve("alice", "canary");
        approve("alice", "canary");
        assertThat("one person counts once", phase("canary").at("/gate/approval/given").size(), is(1));
        approve("bob", "canary");

        await().atMost(PATIENCE).until(() -> phase("canary").get("status").asText().equals("baking"));
        jenkins.stopJenkinsForcibly();
        idsAreAllThatIsSaved();
        jenkins.startJenkins();

        awaitAsk("full");
        stateAndPageAndLogAgree();
        assertThat(phase("canary").get("status").asText(), is("done"));
        assertThat(phase("canary").at("/gate/approval/given").size(), is(2));
        approveInTheBrowser("bob");
        await().atMost(PATIENCE).until(() -> phase("full").at("/gate/approval/given").size() == 1);
        approveInTheBrowser("carol");

        assertThat(result(), is("SUCCESS"));
        stateAndPageAndLogAgree();
        assertThat(state().get("status").asText(), is("succeeded"));
        assertThat(shop.split().everyone(), is(BigDecimal.valueOf(100)));
        assertThat(
                operations(),
                is(List.of(
                        "deploy 2.0.0 dogfood",
                        "deploy 2.0.0 alpha",
                        "deploy 2.0.0 beta",
                        "deploy 2.0.0 canary",
                        "deploy 2.0.0 full")));
    }

    @Test
    public void theBadVersionIsTakenBack() throws Throwable {
        begin(true);
        awaitAsk("canary");
        approve("alice", "canary");
        approve("bob", "canary");

        assertThat(result(), is("FAILURE"));
        stateAndPageAndLogAgree();
        assertThat(state().get("status").asText(), is("failed"));
        assertThat(shop.split(), is(Split.NOBODY));
        assertThat(operations().subList(0, 5), is(List.of(
                "deploy 2.0.0 dogfood",
                "deploy 2.0.0 alpha",
                "deploy 2.0.0 beta",
                "deploy 2.0.0 canary",
                "undo 2.0.0 canary")));
        assertThat(log(), containsString("undo 2.0.0 in phase dogfood"));
        assertThat(log(), containsString("Finished: FAILURE"));
    }

    private void begin(boolean bad) throws Throwable {
        shop = new Shop(new Shop.Options(0, folder.getRoot().toPath(), bad, REQUESTS_PER_SECOND));
        jenkins.startJenkins();
        jenkins.runRemotely(DemoOnRealJenkinsTest::setUp, shop.url(), Files.readString(Path.of("Jenkinsfile")));
    }

    private static void setUp(JenkinsRule r, String shop, String jenkinsfile) throws Exception {
        Jenkins controller = r.jenkins;
        controller.setSecurityRealm(new Staff());
        controller.setAuthorizationStrategy(new Rights());
        RolloutConfiguration.get().setServers(List.of(
                new ServerConfiguration("shop", "http", shop + "/rollout"),
                new ServerConfiguration("shop", "json", shop + "/stats"),
                new ServerConfiguration("shop", "openMetrics", shop + "/metrics")));
        WorkflowJob job = r.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(jenkinsfile, true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        r.waitForMessage("[rollout] page: ", run);
    }

    private URI url() throws Exception {
        return jenkins.getUrl().toURI();
    }

    private Visitor as(String user) throws Exception {
        return Visitor.of(url(), user, user);
    }

    private JsonNode state() throws Exception {
        return as("dave").get(ROLLOUT + "state").json();
    }

    private JsonNode phase(String name) throws Exception {
        for (JsonNode phase : state().get("phases")) {
            if (phase.get("name").asText().equals(name)) {
                return phase;
            }
        }
        throw new AssertionError("no phase " + name);
    }

    private String log() throws Exception {
        return as("dave").get("job/shop/1/consoleText").body();
    }

    private void awaitAsk(String phase) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(
                () -> phase(phase).at("/gate/approval/requested").asBoolean());
    }

    private String result() {
        return await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(
                () -> as("dave").get("job/shop/1/api/json?tree=result,building").json(),
                build -> !build.get("building").asBoolean()).get("result").asText();
    }

    private void approve(String user, String phase) throws Exception {
        String evidence = phase(phase).at("/gate/approval/evidence").asText();
        Visitor.Answer answer = as(user).postJson(ROLLOUT + "approve", Map.of("evidence", evidence, "comment", "go"));
        assertThat(answer.toString(), answer.status(), is(200));
    }

    private void approveInTheBrowser(String user) throws Exception {
        try (var browser = new JenkinsInChromium(Chromium.start(), url())) {
            browser.logIn(user);
            browser.openRollout("job/shop/1/");
            browser.approve("seen by " + user);
            assertThat(browser.complaints(), is(List.of()));
        }
    }

    private void whatIsNoApprovalIsRefused() throws Exception {
        String evidence = phase("canary").at("/gate/approval/evidence").asText();
        Map<String, String> stale = Map.of("evidence", "sha256:" + "0".repeat(64));
        Map<String, String> yes = Map.of("evidence", evidence);
        assertThat(as("alice").postJson(ROLLOUT + "approve", stale).status(), is(409));
        assertThat("not named", as("carol").postJson(ROLLOUT + "approve", yes).status(), is(403));
        assertThat("in no group", as("dave").postJson(ROLLOUT + "approve", yes).status(), is(403));
        assertThat("no crumb", as("alice").postWithoutCrumb(ROLLOUT + "approve", yes).status(), is(403));
        assertThat(as("alice").get(ROLLOUT + "approve?evidence=" + evidence).status(), is(405));
        assertThat(phase("canary").at("/gate/approval/given").size(), is(0));
    }

    /** At one and the same moment, which is one when nothing happened between two looks at the state. */
    private void stateAndPageAndLogAgree() {
        await().atMost(PATIENCE).until(() -> {
            JsonNode before = state();
            ObjectNode page = carried(as("dave").get(ROLLOUT).body());
            String log = log();
            if (!before.get("sequence").equals(state().get("sequence"))) {
                return false;
            }
            assertThat(page.put("now", ""), is(((ObjectNode) before).put("now", "")));
            List<String> untold = new ArrayList<>();
            for (JsonNode line : before.get("history")) {
                if (!log.contains(line.get("text").asText())) {
                    untold.add(line.get("text").asText());
                }
            }
            assertThat("what the page tells and the log does not", untold, is(List.of()));
            return true;
        });
    }

    private static ObjectNode carried(String page) throws Exception {
        Matcher state = Pattern.compile("<script[^>]*id=\"rollout-state\"[^>]*>(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat("the page carries its state", state.find(), is(true));
        return (ObjectNode) JSON.readTree(state.group(1));
    }

    /** What a killed controller leaves behind: build.xml names ids, the program its steps, nothing holds a state. */
    private void idsAreAllThatIsSaved() throws Exception {
        Path build = jenkins.getHome().toPath().resolve("jobs/shop/builds/1");
        String xml = Files.readString(build.resolve("build.xml"));
        assertThat(xml, containsString("<io.jenkins.plugins.rollout.web.RolloutAction"));
        assertThat(classesOf(xml).toString(), classesOf(xml).size(), is(1));
        String program = Files.readString(build.resolve("program.dat"), StandardCharsets.ISO_8859_1);
        assertThat(classesOf(program), everyItem(either(startsWith("io.jenkins.plugins.rollout.pipeline."))
                .or(is("io.jenkins.plugins.rollout.model.Action"))));
    }

    private static TreeSet<String> classesOf(String content) {
        var classes = new TreeSet<String>();
        Matcher names = Pattern.compile("io\\.jenkins\\.plugins\\.rollout\\.[a-z]+\\.[A-Z][A-Za-z$]+").matcher(content);
        while (names.find()) {
            classes.add(names.group());
        }
        return classes;
    }

    /** What the shop was made to do, each operation once, in order: action, version and phase. */
    private List<String> operations() throws Exception {
        var operations = new ArrayList<String>();
        JsonNode standing = JSON.readTree(folder.getRoot().toPath().resolve("shop.json").toFile());
        for (JsonNode operation : standing.get("operations")) {
            String[] words = operation.asText().split(" ");
            operations.add(String.join(" ", words[0], words[1], words[2]));
        }
        return operations;
    }
}
