package io.jenkins.plugins.rollout.target.flag;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Audience.Hash;
import io.jenkins.plugins.rollout.model.Reach;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Test;

/** The unleash provider against a real Unleash, whose flags its own client evaluates. */
public class UnleashTest {
    @ClassRule
    public static final UnleashServer UNLEASH = new UnleashServer();

    private final UnleashProvider provider = new UnleashProvider("flags", "development");

    private static TargetContext context() {
        return FlagServer.context(UNLEASH.uri(), Map.of("Authorization", UnleashServer.ADMIN));
    }

    private static void create(String flag) throws Exception {
        UNLEASH.admin("POST", "/projects/default/features", "{\"name\": \"" + flag + "\", \"type\": \"release\"}");
    }

    private static JsonNode look(String flag) throws Exception {
        return UNLEASH.admin("GET", "/projects/default/features/" + flag + "/environments/development", null);
    }

    private static FlagCall deploy(String operation, String flag, Reach reach) {
        return FlagdFlagTest.call("shop-1", operation, Action.DEPLOY, flag, "on", reach);
    }

    private static FlagCall undo(String operation, String flag) {
        return FlagdFlagTest.call("shop-1", operation, Action.UNDO, flag, "on", Reach.NOBODY);
    }

    private TargetAnswer give(FlagCall call) throws Exception {
        return provider.give(call, context()).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Observation observe(FlagCall call) throws Exception {
        return provider.observe(call, context()).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private String refusal(FlagCall call) throws Exception {
        try {
            return "not refused: " + give(call);
        } catch (ExecutionException e) {
            return e.getCause().getMessage();
        }
    }

    private void same(String what, String flag, Reach reach, List<Map<String, Object>> people) throws Exception {
        // Unleash tells its clients of a change about a second later
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> People.sameAsOurs(
                what, reach, Hash.UNLEASH, "shop", people, FlagSystems.evaluate("unleash", UNLEASH.forClients(), flag, people)));
    }

    @Test
    public void aRolloutGoesUpAndIsTakenBack() throws Exception {
        create("steps");
        assertThat(observe(deploy("one", "steps", FlagdFlagTest.percent("5"))).state(), is(Observation.State.UNKNOWN));
        for (String percent : List.of("1", "5", "20", "50")) {
            FlagCall call = deploy("op-" + percent, "steps", FlagdFlagTest.percent(percent));
            assertThat(give(call).isDone(), is(true));
            assertThat(give(call).isDone(), is(true));
            assertThat(observe(call).state(), is(Observation.State.DONE));
            assertThat(look("steps").path("strategies").size(), is(1));
            same(percent, "steps", call.reach(), People.all());
        }
        assertThat(observe(deploy("op-1", "steps", FlagdFlagTest.percent("1"))).state(), is(Observation.State.DONE));
        assertThat(observe(undo("u", "steps")).state(), is(Observation.State.UNKNOWN));
        provider.takeBack(undo("u", "steps"), context()).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(observe(undo("u", "steps")).state(), is(Observation.State.DONE));
        assertThat(look("steps").path("enabled").asBoolean(), is(false));
        assertThat(look("steps").path("strategies").size(), is(0));
    }

    private static void field(String name) throws Exception {
        UNLEASH.admin("POST", "/context", "{\"name\": \"" + name + "\"}");
    }

    @Test
    public void audiencesByUnleashsHashAreNative() throws Exception {
        create("audiences");
        assertThat(
                refusal(deploy("one", "audiences", new Reach(null, People.cohorts(Hash.UNLEASH, "12")))),
                containsString("has no context field country, email; define it there"));
        field("country");
        field("email");
        Reach reach = new Reach(BigDecimal.ONE, People.cohorts(Hash.UNLEASH, "12"));
        assertThat(give(deploy("one", "audiences", reach)).isDone(), is(true));
        assertThat(observe(deploy("one", "audiences", reach)).state(), is(Observation.State.DONE));
        same("all at once", "audiences", reach, People.all());
        for (Audience audience : reach.audiences()) {
            Reach alone = new Reach(null, List.of(audience));
            give(deploy("only " + audience.name(), "audiences", alone));
            same(audience.name(), "audiences", alone, People.all());
        }
    }

    @Test
    public void finerSharesAndFlagdsHashNeedPositions() throws Exception {
        create("positions");
        Audience beta = People.cohorts(Hash.FLAGD, "3.217").get(6);
        Reach reach = new Reach(null, List.of(beta));
        assertThat(refusal(deploy("one", "positions", reach)), containsString("'beta' is divided as flagd does"));
        assertThat(
                refusal(deploy("one", "positions", FlagdFlagTest.percent("0.5"))),
                containsString("Unleash knows whole percents only"));
        provider.setPosition(People.POSITION);
        field("rolloutPosition-beta");
        field("rolloutPosition-shop");
        assertThat(give(deploy("one", "positions", reach)).isDone(), is(true));
        same("positions", "positions", reach, People.positioned(Hash.FLAGD, true, "beta"));
        Reach fine = FlagdFlagTest.percent("0.5");
        give(deploy("two", "positions", fine));
        same("fine", "positions", fine, People.positioned(Hash.UNLEASH, true, "shop"));
    }

    @Test
    public void strategiesOfOthersAreLeftAlone() throws Exception {
        create("others");
        String path = "/projects/default/features/others/environments/development";
        UNLEASH.admin("POST", path + "/strategies", """
                {"name": "flexibleRollout", "title": "QA", "parameters": {"rollout": "100", "stickiness": "default",
                 "groupId": "x"}, "constraints": [{"contextName": "userId", "operator": "IN", "values": ["qa"]}]}""");
        assertThat(
                refusal(deploy("one", "others", FlagdFlagTest.percent("5"))),
                containsString("is off and has strategies of others"));
        UNLEASH.admin("POST", path + "/on", null);
        give(deploy("one", "others", FlagdFlagTest.percent("5")));
        assertThat(look("others").path("strategies").size(), is(2));
        String mine = "";
        for (JsonNode strategy : look("others").path("strategies")) {
            mine = strategy.path("title").asText().startsWith("Phased Rollout") ? strategy.path("id").asText() : mine;
        }
        UNLEASH.admin("PATCH", path + "/strategies/" + mine, """
                [{"op": "replace", "path": "/parameters/rollout", "value": "90"}]""");
        assertThat(
                observe(deploy("one", "others", FlagdFlagTest.percent("5"))).state(), is(Observation.State.CHANGED));
        give(deploy("one", "others", FlagdFlagTest.percent("5")));
        assertThat(observe(deploy("one", "others", FlagdFlagTest.percent("5"))).state(), is(Observation.State.DONE));
        provider.takeBack(undo("u", "others"), context()).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(look("others").path("enabled").asBoolean(), is(true));
        assertThat(look("others").path("strategies").size(), is(1));
    }

    @Test
    public void aSegmentIsAnAudienceByName() throws Exception {
        create("segments");
        Reach reach = new Reach(null, List.of(Audience.named("gold")));
        assertThat(refusal(deploy("one", "segments", reach)), containsString("no segment of that name"));
        UNLEASH.admin("POST", "/segments", """
                {"name": "gold", "constraints": [{"contextName": "country", "operator": "IN", "values": ["AT"]}]}""");
        assertThat(give(deploy("one", "segments", reach)).isDone(), is(true));
        List<Map<String, Object>> people = People.all();
        List<Boolean> wanted = people.stream().map(one -> "AT".equals(one.get("country"))).toList();
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(
                FlagSystems.evaluate("unleash", UNLEASH.forClients(), "segments", people), is(wanted)));
    }

    @Test
    public void whatIsNotThereIsSaid() throws Exception {
        assertThat(
                refusal(deploy("one", "nowhere", FlagdFlagTest.percent("5"))),
                containsString("unleash 'flags' has no flag 'nowhere'"));
        var stranger = FlagServer.context(UNLEASH.uri(), Map.of("Authorization", "wrong"));
        try {
            provider.give(deploy("one", "nowhere", FlagdFlagTest.percent("5")), stranger)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause().getMessage(), containsString("HTTP 401"));
            return;
        }
        throw new AssertionError("a wrong token is taken");
    }
}
