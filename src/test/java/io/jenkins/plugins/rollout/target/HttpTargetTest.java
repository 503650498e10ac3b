package io.jenkins.plugins.rollout.target;

import static io.jenkins.plugins.rollout.target.DeployServer.DROP;
import static io.jenkins.plugins.rollout.target.DeployServer.HANG;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.BoundedHttp;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.Ability;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.model.TargetRef;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.target.DeployServer.Heard;
import io.jenkins.plugins.rollout.target.DeployServer.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

public class HttpTargetTest {
    private static final String SECRET = "s3cr3t-t0ken";
    private static final Reply LEFT_NOTHING = Reply.of(200, "{\"state\": \"done\", \"live\": false}");
    private static final Reply STILL_LIVE = Reply.of(200, "{\"state\": \"done\", \"live\": true}");

    @Rule
    public final DeployServer server = new DeployServer();

    @Rule
    public final DeployServer elsewhere = new DeployServer();

    private final HttpTarget target = target();

    @Test
    public void deployTellsTheServerEverythingItNeeds() throws Exception {
        server.on("deploy", Reply.of(200));

        assertThat(call(Action.DEPLOY), is(TargetAnswer.done("http 'edge' has done it")));

        Heard heard = server.heard().get(0);
        assertThat(heard.method(), is("POST"));
        assertThat(heard.path(), is("/rollout"));
        assertThat(heard.header("Content-type"), is("application/json"));
        assertThat(heard.header("Idempotency-key"), is("shop-12-1.canary.1"));
        assertThat(heard.header("Authorization"), is("Bearer " + SECRET));
        assertThat(heard.body(), is(new ObjectMapper().readTree("""
                {"action": "deploy", "operation": "shop-12-1.canary.1", "rollout": "shop-12-1", "application": "shop",
                 "environment": "production", "version": "2.4.0", "previousVersion": "2.3.1", "phase": "canary",
                 "exposure": 2.5, "audience": null}""")));
    }

    @Test
    public void whatApproversAnsweredIsSentToo() {
        var answers = new LinkedHashMap<String, String>();
        answers.put("risk", "low");
        answers.put("ticket", "");
        TargetCall plain = of(Action.UNDO);
        var situation = new Situation("shop-12-1", "shop", "", "2.4.0", "", "canary", "", "", answers);
        var call = new TargetCall(plain.operation(), plain.action(), plain.target(), situation, plain.reach());
        assertThat(HttpMessages.perform(call), containsString("\"answers\":{\"risk\":\"low\",\"ticket\":null}"));
    }

    @Test
    public void statusesSayWhatBecameOfADeployment() throws Exception {
        assertThat(deploy(Reply.of(201)).isDone(), is(true));
        assertThat(deploy(Reply.of(204)).isDone(), is(true));
        assertThat(deploy(Reply.of(409)), is(TargetAnswer.done("http 'edge' had done it before")));
        assertThat(
                deploy(Reply.of(400, "{\"error\": \"no such version\"}")),
                is(TargetAnswer.failed("http 'edge' answered HTTP 400: no such version")));
        assertThat(deploy(Reply.of(401)), is(TargetAnswer.failed("http 'edge' answered HTTP 401")));
        assertThat(deploy(Reply.of(501)), is(TargetAnswer.failed("http 'edge' answered HTTP 501")));
    }

    @Test
    public void aRefusalIsNotTriedAgain() throws Exception {
        server.on("deploy", Reply.of(422));
        assertThat(call(Action.DEPLOY).outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(server.heard(), hasSize(1));
    }

    @Test
    public void serverErrorsAreTriedAgainWithTheSameKey() throws Exception {
        server.on("deploy", Reply.of(500), Reply.of(503), Reply.of(429), Reply.of(200));

        assertThat(call(Action.DEPLOY).isDone(), is(true));

        assertThat(server.heard(), hasSize(4));
        assertThat(keys("deploy"), everyItem(is("shop-12-1.canary.1")));
    }

    @Test
    public void triesAreCounted() throws Exception {
        target.setAttempts(3);
        server.on("deploy", Reply.of(503, "{\"error\": \"busy\"}"));

        assertThat(call(Action.DEPLOY), is(TargetAnswer.failedForNow("http 'edge' answered HTTP 503: busy")));

        assertThat(server.heard(), hasSize(3));
    }

    @Test
    public void aServerThatHangsFailsForNow() throws Exception {
        target.setAttempts(2);
        target.setRequestTimeout("200ms");
        server.on("deploy", HANG);

        assertThat(call(Action.DEPLOY), is(TargetAnswer.failedForNow("http 'edge' did not answer within 200 ms")));

        assertThat(server.heard(), hasSize(2));
    }

    @Test
    public void anAnswerThatCameTooLateIsFoundOnTheNextTry() throws Exception {
        target.setRequestTimeout("200ms");
        server.on("deploy", HANG, Reply.of(409));

        assertThat(call(Action.DEPLOY), is(TargetAnswer.done("http 'edge' had done it before")));

        assertThat(keys("deploy"), is(List.of("shop-12-1.canary.1", "shop-12-1.canary.1")));
    }

    @Test
    public void aConnectionLostAfterTheWorkIsTriedAgainWithTheSameKey() throws Exception {
        server.on("deploy", DROP, Reply.of(409));

        assertThat(call(Action.DEPLOY).isDone(), is(true));

        assertThat(keys("deploy"), is(List.of("shop-12-1.canary.1", "shop-12-1.canary.1")));
    }

    @Test
    public void aServerThatIsNotThereFailsForNow() throws Exception {
        target.setServer("gone");
        assertThat(call(Action.DEPLOY), is(TargetAnswer.failedForNow("http 'gone' takes no connections")));
    }

    @Test
    public void acceptedWorkIsLookedAtUntilItIsDone() throws Exception {
        server.on("deploy", Reply.of(202, "Location", "/operations/7"));
        server.on(
                "/operations/7", Reply.of(202), Reply.of(500), Reply.of(200, "{\"state\": \"running\"}"), Reply.of(200));

        assertThat(call(Action.DEPLOY).isDone(), is(true));

        assertThat(server.heard("deploy"), hasSize(1));
        assertThat(server.heard("GET"), hasSize(4));
        assertThat(server.heard("GET").get(0).header("Authorization"), is("Bearer " + SECRET));
    }

    @Test
    public void acceptedWorkMayMoveAndFail() throws Exception {
        server.on("deploy", Reply.of(202, "Location", "operations/7"));
        server.on("/operations/7", Reply.of(202, "Location", "/operations/8"));
        server.on("/operations/8", Reply.of(410, "{\"error\": \"rolled back by itself\"}"));

        TargetAnswer gone = TargetAnswer.failed("http 'edge' answered HTTP 410: rolled back by itself");
        assertThat(call(Action.DEPLOY), is(gone));
    }

    @Test
    public void acceptedWorkWithoutALocationIsAskedAfter() throws Exception {
        server.on("deploy", Reply.of(202));
        server.on("status", Reply.of(200, "{\"state\": \"running\"}"), Reply.of(200, "{\"state\": \"done\"}"));

        assertThat(call(Action.DEPLOY).isDone(), is(true));

        assertThat(server.heard("status"), hasSize(2));
    }

    @Test
    public void acceptedWorkThatNobodyKnowsAnyMoreMayBeSentAgain() throws Exception {
        server.on("deploy", Reply.of(202)).on("status", Reply.of(200, "{\"state\": \"unknown\"}"));
        assertThat(call(Action.DEPLOY).outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
    }

    @Test
    public void acceptedWorkThatIsNeverDoneFailsForNow() throws Exception {
        target.setTimeout("1s");
        server.on("deploy", Reply.of(202, "Location", "/operations/7")).on("/operations/7", Reply.of(202));

        TargetAnswer answer = call(Action.DEPLOY);
        assertThat(answer.outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
        // the time may end between two looks, before one has a connection, or during one
        assertThat(answer.message(), matchesPattern("http 'edge' (did not get it done within 1s"
                + "|could not be asked within \\d+ ms|did not answer within \\d+ ms)"));
    }

    @Test
    public void aStateInTheBodyCountsMoreThanTheCode() throws Exception {
        assertThat(
                deploy(Reply.of(200, "{\"state\": \"failed\", \"error\": \"disk full\"}")),
                is(TargetAnswer.failed("http 'edge' failed: disk full")));
        server.on("status", Reply.of(200, "{\"state\": \"done\"}"));
        assertThat(deploy(Reply.of(409, "{\"state\": \"running\"}")).isDone(), is(true));
        assertThat(server.heard("status"), hasSize(1));
    }

    @Test
    public void aWishToRetryLaterIsHonoured() throws Exception {
        long begin = System.nanoTime();
        server.on("deploy", Reply.of(503, "Retry-After", "1"), Reply.of(200));
        assertThat(call(Action.DEPLOY).isDone(), is(true));
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), greaterThanOrEqualTo(1000L));
    }

    @Test
    public void aWishToRetryAfterTheTimeIsOverEndsIt() throws Exception {
        String tomorrow = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.now().plusSeconds(86_400).atOffset(ZoneOffset.UTC));
        server.on("deploy", Reply.of(503, "Retry-After", tomorrow));
        assertThat(call(Action.DEPLOY), is(TargetAnswer.failedForNow("http 'edge' answered HTTP 503")));
        assertThat(server.heard(), hasSize(1));
    }

    @Test
    public void redirectsStayOnTheSameServer() throws Exception {
        server.on("deploy", Reply.of(307, "Location", elsewhere.uri() + "/rollout"));
        String refusal = "http 'edge' redirects to another place, " + elsewhere.uri() + ", which is not followed";
        assertThat(call(Action.DEPLOY), is(TargetAnswer.failed(refusal)));
        assertThat(elsewhere.heard(), hasSize(0));
    }

    @Test
    public void acceptedWorkIsLookedAtOnTheSameServerOnly() throws Exception {
        server.on("deploy", Reply.of(202, "Location", elsewhere.uri() + "/operations/7"));
        assertThat(call(Action.DEPLOY).outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(elsewhere.heard(), hasSize(0));
    }

    @Test
    public void anAnswerWithoutEndIsNotRead() throws Exception {
        String endless = "{\"state\": \"failed\", \"error\": \"" + "x".repeat(BoundedHttp.BODY_LIMIT) + "\"}";
        assertThat(deploy(Reply.of(200, endless)).isDone(), is(true));
        assertThat(deploy(Reply.of(400, endless)), is(TargetAnswer.failed("http 'edge' answered HTTP 400")));
    }

    @Test
    public void whatAServerSaysIsBoundedTextWithoutSecrets() throws Exception {
        String error = "token " + SECRET + " is\\nwrong <b>" + "x".repeat(1000);
        TargetAnswer answer = deploy(Reply.of(403, "{\"error\": \"" + error + "\"}"));
        assertThat(answer.message(), startsWith("http 'edge' answered HTTP 403: token **** is wrong <b>xxx"));
        assertThat(answer.message(), endsWith("…"));
        assertThat(answer.message().length(), lessThan(350));
        assertThat(deploy(Reply.of(403, "<html>" + SECRET)).message(), is("http 'edge' answered HTTP 403"));
    }

    @Test
    public void anUndoIsDoneWhenNothingOfTheVersionIsLeft() throws Exception {
        server.on("undo", Reply.of(200)).on("status", STILL_LIVE, STILL_LIVE, LEFT_NOTHING);

        assertThat(call(Action.UNDO), is(TargetAnswer.done("http 'edge' has done it")));

        assertThat(server.heard("undo"), hasSize(1));
        assertThat(server.heard("status"), hasSize(3));
        Heard status = server.heard("status").get(0);
        assertThat(status.body().path("of").asText(), is("undo"));
        assertThat(status.body().path("operation").asText(), is("shop-12-1.canary.1"));
        assertThat(keys("status").stream().distinct().toList(), hasSize(3));
        assertThat(keys("status"), everyItem(startsWith("shop-12-1.canary.1.status.")));
    }

    @Test
    public void anUndoThatLeavesTheVersionInUseFailsForNow() throws Exception {
        target.setTimeout("1s");
        server.on("undo", Reply.of(200)).on("status", STILL_LIVE);

        assertThat(call(Action.UNDO), is(TargetAnswer.failedForNow(
                "not over after 1s; http 'edge' still has 2.4.0 in use")));
    }

    @Test
    public void anUndoThatCannotBeVerifiedSaysSo() throws Exception {
        server.on("undo", Reply.of(200)).on("status", Reply.of(405), Reply.of(200, "{\"state\": \"done\"}"));

        assertThat(call(Action.UNDO), is(TargetAnswer.done(
                "http 'edge' has done it; unverified: http 'edge' knows no status (HTTP 405)")));
        assertThat(call(Action.UNDO), is(TargetAnswer.done("http 'edge' has done it; unverified: "
                + "http 'edge' does not say whether 2.4.0 is still in use")));
    }

    @Test
    public void anUndoWhoseServerBreaksDownIsNotTakenForDone() throws Exception {
        target.setAttempts(2);
        server.on("undo", Reply.of(200)).on("status", Reply.of(500));
        assertThat(call(Action.UNDO).outcome(), is(TargetAnswer.Outcome.FAILED_FOR_NOW));
    }

    @Test
    public void afterACrashTheServerIsAskedWhatBecameOfTheOperation() throws Exception {
        server.on("status",
                Reply.of(200, "{\"state\": \"running\"}"),
                Reply.of(200, "{\"state\": \"done\"}"),
                Reply.of(200, "{\"state\": \"failed\", \"error\": \"no space\"}"),
                Reply.of(200, "{\"state\": \"unknown\"}"),
                Reply.of(404),
                Reply.of(200, "no JSON"));

        assertThat(inquire(Action.DEPLOY), is(Optional.of(TargetAnswer.done("http 'edge' has done it"))));
        assertThat(inquire(Action.DEPLOY), is(Optional.of(TargetAnswer.failed("http 'edge' failed: no space"))));
        assertThat(inquire(Action.DEPLOY), is(Optional.empty()));
        assertThat(inquire(Action.DEPLOY), is(Optional.empty()));
        assertThat(inquire(Action.DEPLOY), is(Optional.empty()));
        assertThat(server.heard("deploy"), hasSize(0));
    }

    @Test
    public void afterACrashAServerThatIsDownGetsTheOperationAgain() throws Exception {
        target.setServer("gone");
        assertThat(inquire(Action.DEPLOY), is(Optional.empty()));
    }

    @Test
    public void afterACrashAnUndoIsOnlyDoneWhenNothingIsLeft() throws Exception {
        server.on("status", STILL_LIVE, LEFT_NOTHING);
        assertThat(inquire(Action.UNDO).orElseThrow().isDone(), is(true));
        assertThat(server.heard("status"), hasSize(2));
    }

    @Test
    public void nobodyWaitsForACancelledCall() throws Exception {
        server.on("deploy", Reply.of(202, "Location", "/operations/7")).on("/operations/7", Reply.of(202));
        CompletableFuture<TargetAnswer> answer = calls().call(of(Action.DEPLOY)).toCompletableFuture();
        Awaitility.await().until(() -> server.heard("GET").size() >= 2);

        answer.cancel(true);

        int soFar = server.heard("GET").size();
        Awaitility.await().during(400, TimeUnit.MILLISECONDS).until(() -> server.heard("GET").size() <= soFar + 1);
    }

    @Test
    public void urlsWithPlaceholdersAreFilledSafely() throws Exception {
        server.on("deploy", Reply.of(200));
        target.setServer(null);
        target.setPath(null);
        target.setUrl(server.uri() + "/{{application}}/{{version}}?key=k3y");
        assertThat(call(Action.DEPLOY).message(), is("http " + server.uri() + " has done it"));
        assertThat(server.heard().get(0).path(), is("/shop/2.4.0?key=k3y"));
        assertThat(target.describe(), allOf(startsWith("http " + server.uri()), not(containsString("k3y"))));

        target.setUrl(server.uri() + "/{{audience}}");
        assertThat(call(Action.DEPLOY).outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(call(Action.DEPLOY).message(), containsString("{{audience}} is not known here"));
    }

    @Test
    public void anUrlThatNobodyAllowedIsRefused() throws Exception {
        target.setServer(null);
        target.setPath(null);
        target.setUrl(elsewhere.uri() + "/rollout");
        assertThat(call(Action.DEPLOY).outcome(), is(TargetAnswer.Outcome.FAILED));
        assertThat(call(Action.DEPLOY).message(), containsString("not among those that an administrator allows"));
        assertThat(elsewhere.heard(), hasSize(0));
    }

    @Test
    public void mistakesAreFoundBeforeAnythingStarts() {
        assertThat(target.validate(context()), is(List.of()));
        var wrong = new HttpTarget();
        wrong.setServer("edgee");
        wrong.setPath("rollout/../admin");
        wrong.setTimeout("soon");
        wrong.setRequestTimeout("1h");
        wrong.setAttempts(0);
        List<String> problems = wrong.validate(context()).stream().map(Object::toString).toList();
        assertThat(problems, is(List.of(
                "server: http: there is no server 'edgee'; there are: edge, gone",
                "path: 'rollout/../admin' does not start with a single /",
                "timeout: 'soon' is not a duration; write it like '90s', '30m', '4h', '7d' or 'PT1H30M'",
                "requestTimeout: '1h' is not between 100ms and 10m",
                "attempts: 0 is not between 1 and 20")));
        assertThat(new HttpTarget().validate(context()).get(0).field(), is("server"));
        wrong = new HttpTarget();
        wrong.setUrl("https://user:pw@shop.example/");
        assertThat(wrong.validate(context()).get(0).toString(), allOf(startsWith("url: "), not(containsString("pw@"))));
        wrong.setUrl("https://shop.example/{{verison}}");
        assertThat(wrong.validate(context()).get(0).toString(), containsString("{{verison}} is not known"));
    }

    @Test
    public void defaultsAreNotWrittenDown() {
        var plain = new HttpTarget();
        plain.setTimeout("15m");
        plain.setPath(" ");
        assertThat(plain.getTimeout() == null && plain.getPath() == null, is(true));
        assertThat(target.describe(), is("http 'edge' /rollout"));
    }

    private HttpTarget target() {
        var made = new HttpTarget();
        made.setServer("edge");
        made.setPath("/rollout");
        made.setRetryDelay("10ms");
        made.setPollInterval("100ms");
        made.setTimeout("20s");
        return made;
    }

    private TargetAnswer deploy(Reply reply) throws Exception {
        server.forget("deploy").on("deploy", reply);
        return call(Action.DEPLOY);
    }

    private TargetAnswer call(Action action) throws Exception {
        return calls().call(of(action)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Optional<TargetAnswer> inquire(Action action) throws Exception {
        return calls().inquire(of(action)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private List<String> keys(String action) {
        return server.heard(action).stream().map(each -> each.header("Idempotency-key")).toList();
    }

    private TargetCalls calls() {
        return new TargetCalls(definition -> target, context());
    }

    private TargetContext context() {
        Map<String, Server> known = Map.of(
                "edge", new Server("edge", "http", server.uri(), Map.of("Authorization", "Bearer " + SECRET)),
                "gone", new Server("gone", "http", URI.create("http://127.0.0.1:1"), Map.of()));
        var servers = new Servers() {
            @Override
            public Optional<Server> find(String kind, String name) {
                return Optional.ofNullable(known.get(name));
            }

            @Override
            public List<String> names(String kind) {
                return known.keySet().stream().sorted().toList();
            }
        };
        var rules = new Rules(false, List.of(server.uri().toString()));
        var endpoints = new Endpoints(servers, () -> rules, new BoundedHttp(HttpClient::newBuilder));
        return new TargetContext(endpoints, rolloutId -> Optional.empty());
    }

    private static TargetCall of(Action action) {
        var situation = new Situation("shop-12-1", "shop", "production", "2.4.0", "2.3.1", "canary", "2.5", "");
        return new TargetCall(
                "shop-12-1.canary.1", action, new TargetRef("http 'edge'", Ability.ANYTHING, NullNode.getInstance()), situation, Reach.NOBODY);
    }
}
