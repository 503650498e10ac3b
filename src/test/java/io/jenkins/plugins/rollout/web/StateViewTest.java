package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Event;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.OnExpiry;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.Stage;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Rules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class StateViewTest {
    private static final Actor NOBODY = new Actor("anonymous", "anonymous", "page", Set.of(), Set.of());

    private static JsonNode phase(JsonNode state, String name) {
        for (JsonNode phase : state.get("phases")) {
            if (phase.get("name").asText().equals(name)) {
                return phase;
            }
        }
        throw new AssertionError("no phase " + name);
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    @Test
    public void saysWhoIsStillAskedAndWhatThatPersonMayDo() {
        JsonNode state = Scene.asking().seenBy(Scene.BOB);

        assertThat(state.get("status").asText(), is("running"));
        assertThat(
                state.get("statusText").asText(),
                is("canary: waits for 1 more approval from release-managers or sre."));
        assertThat(
                texts(state.get("may")),
                containsInAnyOrder("approve", "reject", "pause", "skip", "promote", "rollback", "stop"));
        JsonNode approval = phase(state, "canary").get("gate").get("approval");
        assertThat(approval.get("requested").asBoolean(), is(true));
        assertThat(approval.get("evidence").asText(), is(Scene.EVIDENCE));
        assertThat(approval.get("missing").asInt(), is(1));
        assertThat(approval.get("given").get(0).get("comment").asText(), is("Error rate is flat, go."));
    }

    @Test
    public void whoSaidYesAlreadyIsNotAskedAgain() {
        assertThat(texts(Scene.asking().seenBy(Scene.ALICE).get("may")).contains("approve"), is(false));
    }

    @Test
    public void somebodyWithoutANameMayLookOnly() {
        Scene scene = Scene.asking();
        var anonymous = new Viewer(NOBODY, true, Rules.STRICT, "shop #12", "/job/shop/12/");
        JsonNode state = new StateView(scene.timeline(), anonymous).json(Instant.now());

        assertThat(state.get("user").isNull(), is(true));
        assertThat(texts(state.get("may")), hasSize(0));
    }

    @Test
    public void showsTheLastSixtySamplesOfEachCriterionWithItsLimits() {
        JsonNode gate = phase(
                        Scene.beforeCanary().minutesMeasured(75, "canary", Stage.GATE).seenBy(Scene.BOB), "canary")
                .get("gate");

        JsonNode errors = gate.get("criteria").get(0);
        assertThat(errors.get("recent").size(), is(60));
        assertThat(errors.get("lines").get(0).asDouble(), is(0.01));
        assertThat(errors.get("verdict").asText(), is("PASS"));
        assertThat(gate.get("rounds").asInt(), is(75));
        assertThat(gate.get("passes").get("have").asInt(), is(3));
    }

    @Test
    public void aNewAttemptStartsItsSamplesAnew() {
        Scene scene = Scene.beforeCanary()
                .minutesMeasured(5, "canary", Stage.GATE)
                .happened(new Event.GateOpened("canary", 2));

        JsonNode gate = phase(scene.seenBy(Scene.BOB), "canary").get("gate");
        assertThat(gate.get("rounds").asInt(), is(0));
        assertThat(gate.get("attempt").asInt(), is(2));
        assertThat(gate.get("criteria").get(0).get("verdict").isNull(), is(true));
    }

    @Test
    public void countsWhatIsMissingAndWhatFailed() {
        var now = Instant.now();
        Scene scene = Scene.beforeCanary().measured("canary", Stage.GATE, List.of(
                Reading.noData("error rate", "HTTP 503 from Prometheus 'prod'", now),
                new Reading("latency p95", Verdict.FAIL, 0.5, "0.5 is more than 0.4", now)));

        JsonNode criteria = phase(scene.seenBy(Scene.BOB), "canary").get("gate").get("criteria");
        assertThat(criteria.get(0).get("verdict").asText(), is("NO_DATA"));
        assertThat(criteria.get(0).get("value").isNull(), is(true));
        assertThat(criteria.get(0).get("withoutData").asInt(), is(1));
        assertThat(criteria.get(0).get("why").asText(), is("HTTP 503 from Prometheus 'prod'"));
        assertThat(criteria.get(1).get("failures").asInt(), is(1));
    }

    @Test
    public void theGateKeepsItsSamplesWhileTheBakeTakesOthers() {
        JsonNode canary = phase(Scene.baking().seenBy(Scene.BOB), "canary");

        assertThat(canary.get("gate").get("rounds").asInt(), is(30));
        assertThat(canary.get("gate").get("nextRoundAt").isNull(), is(true));
        assertThat(canary.get("bake").get("rounds").asInt(), is(11));
        assertThat(canary.get("bake").get("startedAt").isNull(), is(false));
        assertThat(canary.get("waitsFor").asText(), is("Bakes for 30m; all checks must hold to the end"));
        assertThat(canary.get("gate").get("approval").get("evidence").asText(), is(Scene.EVIDENCE));
        assertThat(canary.get("gate").get("approval").get("given").size(), is(2));
    }

    @Test
    public void namesWhatCouldNotBeUndone() {
        JsonNode state = Scene.stuck().seenBy(Scene.BOB);

        assertThat(state.get("status").asText(), is("held"));
        assertThat(state.get("statusText").asText(), containsString("Somebody must try again, or stop."));
        JsonNode canary = phase(state, "canary");
        assertThat(canary.get("status").asText(), is("notUndone"));
        assertThat(canary.get("undo").get("possible").asBoolean(), is(true));
        assertThat(canary.get("undo").get("note").asText(), containsString("no such pool"));
        assertThat(canary.get("failure").get("stage").asText(), is("bake"));
        assertThat(texts(state.get("may")), containsInAnyOrder("retry", "stop"));
    }

    @Test
    public void everyRuleSaysWhatItLacksAndWhichYesesCountForIt() {
        JsonNode approval = phase(Scene.rules().seenBy(Scene.BOB), "canary").at("/gate/approval");

        assertThat(approval.get("quorum").asInt(), is(4));
        assertThat(approval.get("missing").asInt(), is(2));
        assertThat(approval.at("/rules/0/missing").asInt(), is(0));
        assertThat(approval.at("/rules/0/given").toString(), is("[0]"));
        assertThat(approval.at("/rules/1/people").asText(), is("sre, bob or anyone with Rollout/Override"));
        assertThat(approval.at("/rules/1/given").toString(), is("[1]"));
        assertThat(approval.at("/rules/1/asked").asBoolean(), is(true));
        assertThat(approval.at("/rules/2/asked").asBoolean(), is(false));
        assertThat(approval.at("/given/0/answers/ticket").asText(), is("OPS-1207"));
        assertThat(approval.at("/given/1/onBehalfOf").asText(), is("dora"));
        assertThat(approval.at("/given/1/onBehalfOfName").asText(), is("Dora Okafor"));
        assertThat(approval.at("/rejected/0/reason").asText(), is("Not on a Friday."));
        assertThat(approval.at("/ask/0/label").asText(), is("How risky is 2.4.0?"));
        assertThat(approval.at("/escalation/asked").asBoolean(), is(true));
        assertThat(approval.get("reminded").asInt(), is(1));
        assertThat(
                Duration.between(
                        Instant.parse(approval.get("requestedAt").asText()),
                        Instant.parse(approval.get("expiresAt").asText())),
                is(Duration.ofHours(4)));
    }

    @Test
    public void aPhaseThatIsNotReachedTellsWhatItWillAsk() {
        JsonNode approval = phase(Scene.rules().seenBy(Scene.BOB), "full").at("/gate/approval");

        assertThat(approval.get("requested").asBoolean(), is(false));
        assertThat(approval.get("expiresAt").isNull(), is(true));
        assertThat(approval.at("/escalation/at").isNull(), is(true));
        assertThat(approval.get("missing").asInt(), is(4));
        assertThat(approval.at("/rules/0/asked").asBoolean(), is(false));
    }

    @Test
    public void aYesThatMayBeTakenBackAndAnOverrideAreOffered() {
        assertThat(texts(Scene.rules().seenBy(Scene.QUINN).get("may")).contains("withdraw"), is(true));
        assertThat(texts(Scene.rules().seenBy(Scene.BOB).get("may")).contains("withdraw"), is(false));
        JsonNode user = Scene.rules().seenBy(Scene.SAM).get("user");
        assertThat(user.at("/standsInFor/0/name").asText(), is("Dora Okafor"));
    }

    @Test
    public void anExpiredRequestAsksNobody() {
        Scene scene = Scene.rules().happened(new Event.ApprovalExpired("canary", OnExpiry.PAUSE));
        JsonNode state = scene.seenBy(Scene.BOB);

        assertThat(state.get("statusText").asText(), is("canary: the request for approval has expired."));
        JsonNode approval = phase(state, "canary").at("/gate/approval");
        assertThat(approval.get("expired").asBoolean(), is(true));
        assertThat(approval.get("requested").asBoolean(), is(false));
        assertThat(texts(state.get("may")).contains("approve"), is(false));

        scene.happened(new Event.Held(HoldKind.EXPIRED, "canary", Stage.GATE, "not approved within 4h"));
        assertThat(scene.seenBy(Scene.BOB).get("statusText").asText(),
                is("canary, gate: not approved within 4h. Somebody must try again, skip, roll back or stop."));
    }

    @Test
    public void whatHoldsAPhaseIsNamedAndAHotFixToo() {
        JsonNode closed = Scene.closed().seenBy(Scene.BOB);
        assertThat(phase(closed, "canary").at("/window/why").asText(), startsWith("outside the hours of calendar"));
        assertThat(closed.get("statusText").asText(), startsWith("canary: may not start now, outside the hours"));
        JsonNode frozen = Scene.frozen().seenBy(Scene.BOB);
        assertThat(phase(frozen, "dogfood").at("/window/until").isNull(), is(true));
        assertThat(frozen.get("statusText").asText(),
                is("dogfood: may not start now, freeze 'incident-812': payments are down."));

        JsonNode hotfix = Scene.hotfix().seenBy(Scene.BOB);
        assertThat(hotfix.at("/hotfix/reason").asText(), is("CVE-2026-1234 is being used"));
        assertThat(hotfix.at("/hotfix/rules/0/quorum").asInt(), is(3));
        assertThat(phase(hotfix, "canary").get("window").isNull(), is(true));
        assertThat(phase(hotfix, "canary").at("/gate/approval/missing").asInt(), is(3));
    }

    @Test
    public void stepsWithoutDeployToSaySoAsSoonAsTheyAreDeployed() {
        Scene scene = Scene.of(Scene.plan(Plan.Form.STEPS, List.of()))
                .happened(new Event.PhaseDeclared(new Phase("full", null, BigDecimal.TEN, Gate.DEFAULT, null)))
                .happened(new Event.GateOpened("full", 1))
                .happened(new Event.DeployStarted("full", 1))
                .happened(new Event.BlockEnded("full", Action.DEPLOY, 1, true, ""))
                .happened(new Event.PhaseDeployed("full"));

        JsonNode undo = phase(scene.seenBy(Scene.BOB), "full").get("undo");
        assertThat(undo.get("possible").asBoolean(), is(false));
        assertThat(undo.get("note").asText(), is("it was deployed without deployTo"));
    }

    @Test
    public void everyStatusHasItsSentence() {
        Scene paused = Scene.asking().happened(Scene.ALICE, new Event.Paused("lunch"));
        assertThat(paused.seenBy(Scene.BOB).get("status").asText(), is("paused"));
        assertThat(paused.seenBy(Scene.BOB).get("statusText").asText(), is("Paused by alice: lunch."));

        Scene held = Scene.asking()
                .happened(new Event.Held(HoldKind.INCONCLUSIVE, "canary", Stage.GATE, "no data for 5 rounds"));
        assertThat(held.seenBy(Scene.BOB).get("status").asText(), is("held"));
        assertThat(
                held.seenBy(Scene.BOB).get("statusText").asText(),
                is("canary, gate: no data for 5 rounds. Somebody must try again, skip, roll back or stop."));

        Scene back = Scene.asking()
                .happened(new Event.RollbackStarted(Result.FAILURE, "rolled back by Bob: smoke"))
                .happened(new Event.UndoStarted("beta", 1));
        assertThat(back.seenBy(Scene.BOB).get("status").asText(), is("rollingBack"));
        assertThat(
                back.seenBy(Scene.BOB).get("statusText").asText(),
                is("Rolled back by Bob: smoke. beta is being undone."));

        assertThat(Scene.ended().seenBy(Scene.BOB).get("status").asText(), is("succeeded"));
        assertThat(texts(Scene.ended().seenBy(Scene.BOB).get("may")), hasSize(0));
    }

    @Test
    public void carriesTheLastTwoHundredSentencesAndNoRoundThatSaysNothingNew() {
        Scene scene = Scene.beforeCanary().minutesMeasured(50, "canary", Stage.GATE);
        for (int i = 0; i < 250; i++) {
            scene.happened(Scene.ALICE, new Event.Paused("again " + i))
                    .happened(Scene.ALICE, new Event.Resumed(""));
        }
        JsonNode history = scene.seenBy(Scene.BOB).get("history");

        assertThat(history.size(), is(200));
        assertThat(history.get(199).get("text").asText(), startsWith("resumed by Alice Moreau"));
        assertThat(history.get(199).get("tone").asText(), is("human"));
        JsonNode measured = Scene.beforeCanary()
                .minutesMeasured(50, "canary", Stage.GATE)
                .seenBy(Scene.BOB)
                .get("history");
        int aboutRounds = 0;
        for (JsonNode line : measured) {
            aboutRounds += line.get("text").asText().contains("metrics:") ? 1 : 0;
        }
        assertThat("only the first round is news", aboutRounds, is(1));
    }

    @Test
    public void eventsCarryTheirTypeTheirSentenceAndTheirData() {
        JsonNode answer = Scene.asking().eventsAfter(0, Scene.BOB);
        JsonNode first = answer.get("events").get(0);

        assertThat(first.get("type").asText(), is("rolloutDeclared"));
        assertThat(first.get("event").get("rolloutId").asText(), is("shop-12-1"));
        assertThat(first.get("event").has("type"), is(false));
        assertThat(first.get("by").asText(), is("Carol Weiss"));
    }

    @Test
    public void nothingInThePageCanEndItsScript() {
        Scene scene = Scene.asking().happened(
                Scene.ALICE, new Event.Paused("</script><script>alert(1)</script><!-- & \u2028 \u2029"));
        String json = scene.inPageOf(Scene.BOB);

        assertThat(json, not(containsString("<")));
        assertThat(json, not(containsString(">")));
        assertThat(json, not(containsString("&")));
        assertThat(json, not(containsString("\u2028")));
        assertThat(json, containsString("\\u003c/script\\u003e"));
    }
}
