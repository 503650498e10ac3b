package io.jenkins.plugins.rollout.scenario;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

/** What programs and pages see of a rollout over HTTP, and how they act. */
public abstract class HttpScenarios {
    private static final String ASKING = """
            rollout(application: 'shop', version: '2.0', phases: [
              [name: 'full', gate: [approval: [from: ['release-managers'], quorum: 2]]]
            ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
            """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CARRIED = Pattern.compile(
            "<script type=\"application/json\" id=\"rollout-state\">(.*?)</script>", Pattern.DOTALL);

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private Build build;

    /** The next scenario may run on the same controller, and would wait for its turn. */
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
        build = controller.run(ASKING);
        build.awaitAsk("full");
    }

    private JsonNode state(String user) throws Exception {
        return as(user).get(at("state")).json();
    }

    private String evidence() throws Exception {
        return state("alice").at("/phases/0/gate/approval/evidence").asText();
    }

    @Test
    public void theStateAgreesWithTheEngineAndNamesWhatTheViewerMayDo() throws Exception {
        asking();
        RolloutState known = build.rollout();
        JsonNode state = state("alice");

        assertThat(state.get("id").asText(), is(known.id()));
        assertThat(state.get("sequence").asLong(), is(known.sequence()));
        assertThat(state.get("status").asText(), is("running"));
        assertThat(state.get("statusText").asText(), is("full: waits for 2 approvals from release-managers."));
        assertThat(state.at("/phases/0/gate/approval/evidence").asText(), is(known.phases().get(0).ask().evidence()));
        assertThat(state.at("/build/url").asText(), is(controller.url().getPath() + build.run().getUrl()));
        assertThat(state.at("/user/id").asText(), is("alice"));
        assertThat(texts(state.get("may")), is(List.of("approve", "reject")));
        assertThat(texts(state("mallory").get("may")), is(List.of()));
        assertThat(texts(state("olga").get("may")), is(List.of("pause", "rollback", "stop")));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    @Test
    public void theStateIsNotSentAgainWhileNothingChanges() throws Exception {
        asking();
        Visitor mallory = as("mallory");
        String tag = mallory.get(at("state")).header("ETag");

        assertThat(mallory.get(at("state"), "If-None-Match", tag).status(), is(304));
        Visitor.Answer another = as("alice").get(at("state"), "If-None-Match", tag);
        assertThat("somebody else may do something else", another.status(), is(200));
        build.approve("alice");
        Visitor.Answer changed = mallory.get(at("state"), "If-None-Match", tag);
        assertThat(changed.status(), is(200));
        assertThat(changed.header("X-Content-Type-Options"), is("nosniff"));
        assertThat(changed.header("Content-Type"), startsWith("application/json"));
    }

    @Test
    public void twoPeopleApproveOneByFormAndOneByJson() throws Exception {
        asking();
        String evidence = evidence();
        Visitor.Answer first = as("alice")
                .postForm(at("approve"), Map.of("evidence", evidence, "comment", "Grüße & <b>go</b>"));
        assertThat(first.toString(), first.status(), is(200));
        assertThat(first.json().get("sequence").asLong(), is(build.rollout().sequence()));

        JsonNode approval = state("bob").at("/phases/0/gate/approval");
        assertThat(approval.at("/given/0/comment").asText(), is("Grüße & <b>go</b>"));
        assertThat(approval.at("/given/0/via").asText(), is("api"));
        assertThat(approval.get("missing").asInt(), is(1));
        Visitor.Answer second = as("bob").postJson(at("approve"), Map.of("evidence", evidence, "via", "page"));
        assertThat(second.toString(), second.status(), is(200));
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void onePersonCountsOnceHoweverOftenTheySayYes() throws Exception {
        asking();
        String evidence = evidence();
        Visitor alice = as("alice");
        for (int i = 0; i < 3; i++) {
            assertThat(alice.postJson(at("approve"), Map.of("evidence", evidence)).status(), is(200));
        }
        assertThat(state("alice").at("/phases/0/gate/approval/given").size(), is(1));
        assertThat(texts(state("alice").get("may")), is(List.of("withdraw", "reject")));
    }

    @Test
    public void aYesIsTakenBackUntilTheGatePasses() throws Exception {
        asking();
        assertThat(as("alice").postJson(at("withdraw"), Map.of()).status(), is(409));
        as("alice").postJson(at("approve"), Map.of("evidence", evidence()));
        assertThat(as("bob").postJson(at("withdraw"), Map.of()).status(), is(409));
        Visitor.Answer back = as("alice").postForm(at("withdraw"), Map.of("comment", "looked at the wrong graph"));
        assertThat(back.toString(), back.status(), is(200));
        assertThat(state("alice").at("/phases/0/gate/approval/given").size(), is(0));
        assertThat(texts(state("alice").get("may")), is(List.of("approve", "reject")));
    }

    @Test
    public void rulesAreCountedOneByOne() throws Exception {
        build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [rules: [[from: ['alice']], [from: ['release-managers']]], inTurn: true]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        build.awaitAsk("full");
        assertThat(
                state("bob").get("statusText").asText(),
                is("full: waits for an approval from alice, then release-managers."));
        Visitor.Answer early = as("bob").postJson(at("approve"), Map.of("evidence", evidence()));
        assertThat(early.toString(), early.status(), is(409));
        as("alice").postJson(at("approve"), Map.of("evidence", evidence()));
        JsonNode rules = state("bob").at("/phases/0/gate/approval/rules");
        assertThat(rules.at("/0/missing").asInt(), is(0));
        assertThat(rules.at("/0/given/0").asInt(), is(0));
        assertThat(rules.at("/1/missing").asInt(), is(1));
        assertThat(rules.at("/1/asked").asBoolean(), is(true));
        assertThat(as("bob").postJson(at("approve"), Map.of("evidence", evidence())).status(), is(200));
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void questionsAreAnsweredWithTheYesAndTheBlockKnowsTheAnswers() throws Exception {
        build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers'], ask: [
                      choice(name: 'risk', choices: ['low', 'high'], label: 'How risky is {{version}}?'),
                      text(name: 'note', optional: true), yesNo(name: 'told')]]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_ANSWER_RISK} ${ROLLOUT_ANSWER_TOLD} '${ROLLOUT_ANSWER_NOTE}'" }
                """);
        build.awaitAsk("full");
        JsonNode asked = state("alice").at("/phases/0/gate/approval/ask");
        assertThat(asked.at("/0/label").asText(), is("How risky is 2.0?"));
        assertThat(asked.at("/2/kind").asText(), is("yesNo"));

        Visitor.Answer without = as("alice").postJson(at("approve"), Map.of("evidence", evidence()));
        assertThat(without.status(), is(400));
        assertThat(without.json().get("field").asText(), is("answers.risk"));
        Visitor.Answer wrong = as("alice").post(at("approve"), "application/json", """
                {"evidence": "%s", "answers": {"risk": "none", "told": true}}""".formatted(evidence()));
        assertThat(wrong.status(), is(400));
        assertThat(wrong.json().get("field").asText(), is("answers.risk"));
        Visitor.Answer list = as("alice").post(at("approve"), "application/json", "{\"answers\": []}");
        assertThat(list.json().get("field").asText(), is("answers"));
        Visitor.Answer form = as("alice").postForm(
                at("approve"), Map.of("evidence", evidence(), "answer.risk", "maybe", "answer.told", "true"));
        assertThat(form.json().get("field").asText(), is("answers.risk"));
        Visitor.Answer right = as("alice").post(at("approve"), "application/json", """
                {"evidence": "%s", "answers": {"risk": "low", "told": true}}""".formatted(evidence()));
        assertThat(right.toString(), right.status(), is(200));
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), is(List.of("deploy low true ''")));
        assertThat(state("bob").at("/phases/0/gate/approval/given/0/answers/risk").asText(), is("low"));
    }

    @Test
    public void aYesToSomethingElseIsAConflict() throws Exception {
        asking();
        Visitor.Answer answer = as("alice").postJson(at("approve"), Map.of("evidence", "sha256:" + "0".repeat(64)));

        assertThat(answer.status(), is(409));
        assertThat(answer.json().get("error").asText(), containsString("review again"));
        assertThat(answer.json().get("field").asText(), is("evidence"));
        Visitor.Answer without = as("alice").postJson(at("approve"), Map.of("comment", "go"));
        assertThat(without.status(), is(400));
        assertThat(without.json().get("field").asText(), is("evidence"));
        assertThat(state("alice").at("/phases/0/gate/approval/given").size(), is(0));
    }

    @Test
    public void whoIsNotNamedIsForbidden() throws Exception {
        asking();
        Map<String, String> yes = Map.of("evidence", evidence());

        Visitor.Answer answer = as("mallory").postJson(at("approve"), yes);
        assertThat(answer.status(), is(403));
        assertThat(answer.json().get("error").asText(), is("mallory is not among those asked: release-managers"));
        assertThat("whoever started it", as("dev").postJson(at("approve"), yes).status(), is(403));
        assertThat(as("alice").postJson(at("pause"), Map.of("reason", "x")).status(), is(403));
        assertThat(as("olga").postJson(at("skip"), Map.of("reason", "x")).status(), is(403));
        assertThat("without a name", Visitor.withoutName(controller).postJson(at("approve"), yes).status(), not(200));
        assertThat(state("alice").at("/phases/0/gate/approval/given").size(), is(0));
    }

    @Test
    public void withoutACrumbNothingHappens() throws Exception {
        asking();
        Map<String, String> yes = Map.of("evidence", evidence());

        assertThat(as("alice").postWithoutCrumb(at("approve"), yes).status(), is(403));
        assertThat(state("alice").at("/phases/0/gate/approval/given").size(), is(0));
    }

    @Test
    public void actsAreNotDoneByGet() throws Exception {
        asking();
        var acts = List.of("approve", "withdraw", "link", "reject", "pause", "resume", "retry", "skip", "promote",
                "hotfix", "rollback", "stop");
        for (String act : acts) {
            assertThat(act, as("root").get(at(act + "?reason=x&evidence=" + evidence())).status(), is(405));
        }
        assertThat(build.rollout().isEnded(), is(false));
    }

    @Test
    public void whatIsNotThereIsNotFound() throws Exception {
        asking();
        assertThat(as("alice").get(at("no-such-rollout/state")).status(), is(404));
        assertThat(as("alice").get(at("nothing")).status(), is(404));
        assertThat(as("alice").postJson(at("launch"), Map.of()).status(), is(404));
    }

    @Test
    public void itIsFoundByItsIdToo() throws Exception {
        asking();
        String id = build.rollout().id();
        assertThat(as("alice").get(at(id + "/state")).json().get("id").asText(), is(id));
    }

    @Test
    public void aBodyThatCannotBeReadIsNamed() throws Exception {
        asking();
        Visitor olga = as("olga");
        assertThat(olga.post(at("pause"), "application/json", "{\"reason\": ").status(), is(400));
        assertThat(olga.post(at("pause"), "application/json", "[1]").status(), is(400));
        Visitor.Answer number = olga.post(at("pause"), "application/json", "{\"reason\": 7}");
        assertThat(number.status(), is(400));
        assertThat(number.json().get("field").asText(), is("reason"));
        Visitor.Answer none = olga.postJson(at("pause"), Map.of());
        assertThat(none.status(), is(400));
        assertThat(none.json().get("field").asText(), is("reason"));
        assertThat(olga.postJson(at("pause"), Map.of("reason", "x".repeat(70_000))).status(), is(413));
        assertThat(olga.postForm(at("pause"), Map.of("reason", "x".repeat(70_000))).status(), is(413));
        assertThat(build.rollout().pause() == null, is(true));
    }

    @Test
    public void pauseResumeAndRollBackAreDoneAndKept() throws Exception {
        asking();
        Visitor olga = as("olga");
        assertThat(olga.postForm(at("pause"), Map.of("reason", "lunch")).status(), is(200));
        assertThat(state("olga").get("status").asText(), is("paused"));
        assertThat(state("olga").at("/pause/reason").asText(), is("lunch"));
        assertThat(olga.postForm(at("pause"), Map.of("reason", "again")).status(), is(409));
        assertThat(olga.postForm(at("resume"), Map.of()).status(), is(200));
        assertThat(olga.postForm(at("rollback"), Map.of("comment", "a hunch")).status(), is(200));
        build.awaitEnd("FAILURE");
        assertThat(state("olga").get("statusText").asText(), containsString("a hunch"));
    }

    @Test
    public void eventsCarryOnWhereSomebodyHasGotTo() throws Exception {
        asking();
        JsonNode all = as("mallory").get(at("events")).json();
        long sequence = all.get("sequence").asLong();
        assertThat(all.get("events").size(), is((int) sequence));
        assertThat(all.at("/events/0/type").asText(), is("rolloutDeclared"));

        build.approve("alice");
        JsonNode news = as("mallory").get(at("events?after=" + sequence + "&state=true")).json();
        assertThat(news.at("/events/0/type").asText(), is("approvalGiven"));
        assertThat(news.at("/events/0/sequence").asLong(), is(sequence + 1));
        assertThat(news.at("/events/0/text").asText(), containsString("approved by"));
        assertThat(news.at("/events/0/tone").asText(), is("human"));
        assertThat(news.at("/state/phases/0/gate/approval/given").size(), is(1));
        assertThat(as("mallory").get(at("events?after=soon")).status(), is(400));
        assertThat(as("mallory").get(at("events?after=-1")).status(), is(400));
    }

    @Test
    public void hundredsWaitForNewsWithoutAThreadAndHearThemAtOnce() throws Exception {
        asking();
        long sequence = build.rollout().sequence();
        Visitor mallory = as("mallory");
        List<CompletableFuture<Visitor.Answer>> waiting = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            waiting.add(mallory.getLater(at("events?after=" + sequence + "&wait=true")));
        }
        await().during(Duration.ofMillis(500)).until(() -> waiting.stream().noneMatch(CompletableFuture::isDone));
        assertThat("others are served", state("alice").get("sequence").asLong(), is(sequence));

        long said = System.nanoTime();
        build.approve("alice");
        for (CompletableFuture<Visitor.Answer> one : waiting) {
            JsonNode news = one.get(20, TimeUnit.SECONDS).json();
            assertThat(news.at("/events/0/type").asText(), is("approvalGiven"));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - said), lessThan(Duration.ofSeconds(10)));
    }

    @Test
    public void oneWhoWaitsHearsWithinASecond() throws Exception {
        asking();
        long sequence = build.rollout().sequence();
        CompletableFuture<Visitor.Answer> news = as("mallory").getLater(at("events?after=" + sequence + "&wait=true"));
        await().during(Duration.ofMillis(300)).until(() -> !news.isDone());

        long said = System.nanoTime();
        build.approve("alice");
        assertThat(news.get(20, TimeUnit.SECONDS).json().get("sequence").asLong(), greaterThan(sequence));
        assertThat(Duration.ofNanos(System.nanoTime() - said), lessThan(Duration.ofSeconds(1)));
    }

    @Test
    public void theJournalIsTheFile() throws Exception {
        asking();
        Visitor.Answer journal = as("mallory").get(at("journal"));
        Path directory = RolloutService.directory(build.run(), build.rollout().id());

        assertThat(journal.header("Content-Type"), startsWith("application/x-ndjson"));
        assertThat(journal.body(), is(Files.readString(directory.resolve("journal.jsonl"))));
        String first = journal.body().lines().findFirst().orElseThrow();
        assertThat(JSON.readTree(first).at("/event/type").asText(), is("rolloutDeclared"));
    }

    @Test
    public void whatHasEndedIsShownAndLeftAlone() throws Exception {
        asking();
        assertThat(as("alice").postForm(at("reject"), Map.of("reason", "not today", "via", "log")).status(), is(200));
        build.awaitEnd("ABORTED");

        JsonNode state = state("alice");
        assertThat(state.get("status").asText(), is("aborted"));
        assertThat(state.get("statusText").asText(), containsString("not today"));
        assertThat(texts(state.get("may")), is(List.of()));
        Visitor.Answer late = as("alice").postForm(at("approve"), Map.of("evidence", "sha256:1"));
        assertThat(late.status(), is(409));
        assertThat(late.json().get("error").asText(), startsWith("the rollout has ended: "));
        JsonNode events = as("alice").get(at("events?wait=true&after=" + state.get("sequence").asLong())).json();
        assertThat("nobody waits for what will never come", events.get("events").size(), is(0));
        assertThat(as("alice").get(at("journal")).status(), is(200));
    }

    @Test
    public void thePageCarriesItsStateAndNothingInItIsMarkup() throws Exception {
        build = controller.run("""
                rollout(application: '</script><script>alert(1)</script>', version: '<img src=x onerror=alert(1)>',
                        phases: [[name: 'full']]) { }
                """);
        build.awaitAsk("full");
        Visitor.Answer page = as("alice").get(at(""));

        assertThat(page.status(), is(200));
        assertThat(page.body(), not(containsString("<script>alert(1)")));
        assertThat(page.body(), not(containsString("<img src=x")));
        Matcher carried = CARRIED.matcher(page.body());
        assertThat(carried.find(), is(true));
        JsonNode state = JSON.readTree(carried.group(1));
        assertThat(state.get("application").asText(), is("</script><script>alert(1)</script>"));
        assertThat(state.get("sequence").asLong(), is(build.rollout().sequence()));
        String base = controller.url().getPath() + at(build.rollout().id()) + "/";
        assertThat(page.body(), containsString("data-base=\"" + base + "\""));
    }

    @Test
    public void severalRolloutsOfABuildHaveAListAndEachItsAddress() throws Exception {
        build = controller.run("""
                gate(name: 'first', application: 'shop', version: '1')
                gate(name: 'second', application: 'shop', version: '2')
                """);
        build.awaitAsk("first");
        build.act("alice", actor -> new Command.Approve(
                actor, evidenceOf(0), ""));
        build.awaitLog("gate 'second'");
        await().until(() -> RolloutService.ids(build.run()).size() == 2);
        List<String> ids = RolloutService.ids(build.run());

        String list = as("alice").get(at("")).body();
        assertThat(list, containsString(ids.get(0)));
        assertThat(list, containsString(ids.get(1)));
        assertThat(as("alice").get(at(ids.get(0) + "/state")).json().get("version").asText(), is("1"));
        assertThat(as("alice").get(at(ids.get(1) + "/state")).json().get("version").asText(), is("2"));
        assertThat(as("alice").get(at("state")).status(), is(404));
    }

    private String evidenceOf(int index) {
        try {
            return build.rollout().phases().get(index).ask().evidence();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
