package io.jenkins.plugins.rollout.scenario;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

/** Links for chat and mail: who gets them, what they show, what they do, and that they do it once. */
public abstract class LinkScenarios {
    private static final String ASKING = """
            rollout(application: 'shop', version: '2.0', phases: [
              [name: 'full', gate: [approval: [from: ['release-managers'], quorum: 2]]]
            ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
            """;

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private Build build;

    @After
    public void leaveNothingOpen() throws Exception {
        if (build != null && !controller.isOver(build.run())) {
            build.abort("dev");
            await().atMost(1, TimeUnit.MINUTES).until(() -> controller.isOver(build.run()));
        }
    }

    private Visitor as(String user) {
        return Visitor.of(controller, user);
    }

    private String at(String rest) {
        return build.run().getUrl() + "rollout/" + rest;
    }

    private void asking() throws Exception {
        asking("shop");
    }

    private void asking(String application) throws Exception {
        build = controller.run(ASKING.replace("'shop'", "'" + application + "'"));
        build.awaitAsk("full");
    }

    private String token(String by, Map<String, String> wanted) throws Exception {
        Visitor.Answer link = as(by).postJson(at("link"), wanted);
        assertThat(link.toString(), link.status(), is(200));
        String url = link.json().get("url").asText();
        assertThat(url, startsWith(controller.url() + at(build.rollout().id() + "/confirm?token=")));
        return url.substring(url.indexOf("token=") + "token=".length());
    }

    private Visitor.Answer confirm(String by, String token) throws Exception {
        return as(by).postJson(at("confirm"), Map.of("token", token, "comment", "by link", "reason", "by link"));
    }

    private Visitor.Answer look(String by, String token) throws Exception {
        return as(by).get(at("confirm/?token=" + token));
    }

    private JsonNode given() throws Exception {
        return as("alice").get(at("state")).json().at("/phases/0/gate/approval/given");
    }

    @Test
    public void aLinkIsLookedAtAsOftenAsOneLikesAndConfirmedOnce() throws Exception {
        asking();
        String token = token("olga", Map.of("act", "approve"));
        for (int i = 0; i < 3; i++) {
            Visitor.Answer page = look("alice", token);
            assertThat(page.status(), is(200));
            assertThat(page.body(), containsString("\"act\":\"approve\""));
            // Jenkins' layout sets its own: no other host is told the address either way
            assertThat(page.header("Referrer-Policy"), anyOf(is("no-referrer"), is("same-origin")));
        }
        assertThat("nothing by GET", given().size(), is(0));

        Visitor.Answer done = confirm("alice", token);
        assertThat(done.toString(), done.status(), is(200));
        assertThat(done.json().get("sequence").asLong(), is(build.rollout().sequence()));
        assertThat(given().at("/0/by").asText(), is("alice"));
        assertThat(given().at("/0/via").asText(), is("link"));
        assertThat(given().at("/0/comment").asText(), is("by link"));

        for (String again : List.of("alice", "bob")) {
            Visitor.Answer replay = confirm(again, token);
            assertThat(replay.toString(), replay.status(), is(409));
            assertThat(replay.json().get("error").asText(), is("this link was used already, by alice; each works once"));
        }
        assertThat(look("bob", token).status(), is(409));
        assertThat(confirm("bob", token("alice", Map.of("act", "approve"))).status(), is(200));
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void aNoWorksLikeAYes() throws Exception {
        asking();
        String token = token("alice", Map.of("act", "reject", "expires", "2h"));
        Visitor.Answer without = as("bob").postJson(at("confirm"), Map.of("token", token));
        assertThat("a no needs a reason", without.status(), is(400));
        assertThat(confirm("bob", token).status(), is(200));
        build.awaitEnd("ABORTED");
        assertThat(look("bob", token).status(), is(409));
    }

    @Test
    public void allChecksAreThoseOfTheMomentAndARefusalDoesNotUseTheLinkUp() throws Exception {
        asking();
        String token = token("olga", Map.of("act", "approve"));

        Visitor.Answer mallory = confirm("mallory", token);
        assertThat(mallory.status(), is(403));
        assertThat(mallory.json().get("error").asText(), containsString("mallory is not among those asked"));
        assertThat("whoever started it", confirm("dev", token).status(), is(403));
        assertThat("even who made it", confirm("olga", token).status(), is(403));
        assertThat(Visitor.withoutName(controller).postJson(at("confirm"), Map.of("token", token)).status(), not(200));
        assertThat(as("alice").postWithoutCrumb(at("confirm"), Map.of("token", token)).status(), is(403));
        assertThat(given().size(), is(0));
        assertThat(confirm("alice", token).status(), is(200));
    }

    @Test
    public void whoHasNoNameLogsInAndComesBack() throws Exception {
        asking();
        String token = token("alice", Map.of("act", "approve"));
        Visitor.Answer page = Visitor.withoutName(controller).get(at("confirm/?token=" + token));
        // Jenkins may not show the job to those without a name; it asks them to log in by itself then
        assertThat(page.toString(), page.status(), not(200));
        String where = page.header("Location") + page.body();
        assertThat(where, containsString("login?from="));
        assertThat(where, containsString("confirm"));
        assertThat(given().size(), is(0));
    }

    @Test
    public void whatExpiredWasChangedOrIsAboutAnotherRolloutSaysSo() throws Exception {
        asking();
        String foreign = token("alice", Map.of("act", "approve"));
        Build first = build;
        asking("basket"); // one rollout of an application at a time
        String token = token("alice", Map.of("act", "approve"));
        String brief = token("alice", Map.of("act", "approve", "expires", "1s"));

        expect(404, foreign, "this link is about another rollout");
        expect(403, token.substring(0, token.length() - 2) + "AA", "was not made by this controller");
        expect(403, "A" + token, "was not made by this controller");
        expect(403, "", "was not made by this controller");
        await().atMost(20, TimeUnit.SECONDS).until(() -> look("alice", brief).status() == 410);
        expect(410, brief, "this link expired at ");
        assertThat(given().size(), is(0));
        first.abort("dev");
        await().atMost(1, TimeUnit.MINUTES).until(() -> controller.isOver(first.run()));
    }

    private void expect(int status, String token, String why) throws Exception {
        Visitor.Answer page = look("alice", token);
        assertThat(page.status(), is(status));
        assertThat(page.body(), containsString(why));
        Visitor.Answer answer = confirm("alice", token);
        assertThat(answer.toString(), answer.status(), is(status));
        assertThat(answer.json().get("error").asText(), startsWith(why.startsWith("this") ? why : "this link " + why));
    }

    @Test
    public void itEndsWithWhatItIsAbout() throws Exception {
        asking();
        String token = token("alice", Map.of("act", "approve"));
        as("alice").postJson(at("reject"), Map.of("reason", "no"));
        build.awaitEnd("ABORTED");
        Visitor.Answer late = confirm("bob", token);
        assertThat(late.status(), is(409));
        assertThat(late.json().get("error").asText(), startsWith("the rollout has ended: "));
        assertThat(as("alice").postJson(at("link"), Map.of("act", "approve")).status(), is(409));
    }

    @Test
    public void onlyThoseWhoMayApproveOrOperateGetOne() throws Exception {
        asking();
        for (String user : List.of("alice", "bob", "olga", "root")) {
            token(user, Map.of("act", "approve"));
        }
        for (String user : List.of("mallory", "dev")) {
            Visitor.Answer link = as(user).postJson(at("link"), Map.of("act", "approve"));
            assertThat(user + link, link.status(), is(403));
        }
        assertThat(as("alice").get(at("link?act=approve")).status(), is(405));
    }

    @Test
    public void itHoldsAsLongAsIsAskedAndAWeekAtMost() throws Exception {
        asking();
        Instant now = Instant.now();
        JsonNode day = as("alice").postForm(at("link"), Map.of("act", "approve")).json();
        Duration time = Duration.between(now, Instant.parse(day.get("expires").asText()));
        assertThat(time, is(greaterThan(Duration.ofMinutes(24 * 60 - 1))));
        assertThat(time, is(lessThan(Duration.ofMinutes(24 * 60 + 2))));
        for (String wrong : List.of("8d", "0s", "soon")) {
            Visitor.Answer answer = as("alice").postForm(at("link"), Map.of("act", "approve", "expires", wrong));
            assertThat(wrong, answer.status(), is(400));
            assertThat(answer.json().get("field").asText(), is("expires"));
        }
        for (String wrong : List.of("skip", "stop", "")) {
            Visitor.Answer answer = as("alice").postForm(at("link"), Map.of("act", wrong));
            assertThat(wrong, answer.status(), is(400));
            assertThat(answer.json().get("field").asText(), is("act"));
        }
        assertThat(as("alice").postForm(at("link"), Map.of("act", "approve", "expires", "7d")).status(), is(200));
    }

    @Test
    public void ofTwoWhoConfirmInTheSameMomentOneIsTheFirst() throws Exception {
        asking();
        String token = token("olga", Map.of("act", "approve"));
        Visitor alice = as("alice");
        Visitor bob = as("bob");
        alice.postJson(at("nothing"), Map.of()); // gets the crumbs
        bob.postJson(at("nothing"), Map.of());
        List<CompletableFuture<Integer>> both = List.of(later(alice, token), later(bob, token));
        assertThat(List.of(both.get(0).get(), both.get(1).get()), containsInAnyOrder(200, 409));
        assertThat(given().size(), is(1));
    }

    private CompletableFuture<Integer> later(Visitor visitor, String token) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return visitor.postJson(at("confirm"), Map.of("token", token)).status();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    public void whoAsksTooOftenIsToldToWait() throws Exception {
        asking();
        Visitor olga = as("olga");
        Visitor.Answer answer = olga.postForm(at("pause"), Map.of());
        for (int i = 0; i < 100 && answer.status() != 429; i++) {
            assertThat(answer.status(), is(400));
            answer = olga.postForm(at("pause"), Map.of());
        }
        assertThat(answer.toString(), answer.status(), is(429));
        assertThat(Integer.parseInt(answer.header("Retry-After")), is(greaterThan(0)));
        assertThat(new ObjectMapper().readTree(answer.body()).get("error").asText(), containsString("try again in "));
        assertThat("others go on", as("alice").postForm(at("pause"), Map.of()).status(), is(403));
        assertThat("looking costs nothing", olga.get(at("state")).status(), is(200));
    }
}
