package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.scenario.Visitor.Answer;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Freezes that people declare while rollouts run, and the lane past them. */
public abstract class WindowScenarios {
    private static final String FREEZES = "rollout-freezes/";
    private static final String LANE = "policies: [{name: hurry, hotfix: {from: [release-managers], quorum: 2}}]";

    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    /** The controller starts with its first build. */
    @Before
    public void start() throws Exception {
        controller.rules(LANE);
        controller.run("echo 'here'").awaitEnd("SUCCESS");
    }

    @After
    public void liftAll() throws Exception {
        if (RolloutService.get().isClosed()) {
            return;
        }
        for (JsonNode freeze : freezes()) {
            if (freeze.get("status").asText().equals("holds")) {
                lift(freeze.get("id").asText());
            }
        }
    }

    private JsonNode freezes() throws Exception {
        return as("connie").get(FREEZES + "list").json();
    }

    private Visitor as(String user) {
        return Visitor.of(controller, user);
    }

    private String declare(String name, String applications) throws Exception {
        Answer answer = as("connie")
                .postForm(
                        FREEZES + "declare",
                        Map.of("name", name, "applications", applications, "reason", "an <b>incident</b>"));
        assertThat(answer.toString(), answer.status(), is(200));
        return answer.json().get("id").asText();
    }

    private Answer lift(String id) throws Exception {
        return as("connie").postJson(FREEZES + "lift", Map.of("id", id, "reason", "all is well"));
    }

    @Test
    public void whoDeclaredAndLiftedAFreezeIsKept() throws Exception {
        String id = declare("stop", "shop-*");
        JsonNode declared = freezes().get(0);
        assertThat(declared.get("status").asText(), is("holds"));
        assertThat(declared.get("applications").asText(), is("shop-*"));
        assertThat(declared.get("environments").asText(), is("*"));
        assertThat(declared.get("declared").asText(), containsString("connie, 20"));
        String page = as("connie").get(FREEZES).body();
        assertThat(page, containsString("an &lt;b"));
        assertThat(page, not(containsString("<b>incident")));

        assertThat(lift(id).status(), is(200));
        JsonNode lifted = freezes().get(0);
        assertThat(lifted.get("status").asText(), is("was lifted"));
        assertThat(lifted.get("lifted").asText(), containsString("all is well"));
        assertThat(lift(id).status(), is(404));

        String trail = as("connie").get("rollout-audit/audit.jsonl").body();
        assertThat(trail, containsString("freezeDeclared"));
        assertThat(trail, containsString("freeze 'stop' for shop-* in *: all is well"));
    }

    @Test
    public void onlyThoseWhoMayConfigureDeclareFreezesAndOnlyByPostWithACrumb() throws Exception {
        Map<String, String> fields = Map.of("name", "stop", "reason", "because");
        for (String user : new String[] {"mallory", "alice", "olga", "root", "dev"}) {
            assertThat(user, as(user).postForm(FREEZES + "declare", fields).status(), is(403));
            assertThat(user, as(user).get(FREEZES).status(), is(403));
            assertThat(user, as(user).get(FREEZES + "list").status(), is(403));
        }
        assertThat(as("connie").postWithoutCrumb(FREEZES + "declare", fields).status(), is(403));
        assertThat(as("connie").get(FREEZES + "declare?name=stop&reason=because").status(), is(405));
        assertThat(freezesNow(), is(0));
    }

    private int freezesNow() throws Exception {
        int holding = 0;
        for (JsonNode freeze : freezes()) {
            holding += freeze.get("status").asText().equals("holds") ? 1 : 0;
        }
        return holding;
    }

    @Test
    public void whatIsWrongIsNamedWithItsField() throws Exception {
        refused(Map.of("reason", "because"), 400, "name");
        refused(Map.of("name", "stop"), 400, "reason");
        refused(Map.of("name", "stop", "reason", "because", "until", "tomorrow"), 400, "until");
        refused(Map.of("name", "stop", "reason", "because", "until", "2001-01-01T00:00Z"), 400, "until");
        refused(Map.of("name", "x".repeat(200), "reason", "because"), 400, "name");
        declare("stop", "shop");
        refused(Map.of("name", "stop", "reason", "because"), 409, "name");
    }

    private void refused(Map<String, String> fields, int status, String field) throws Exception {
        Answer answer = as("connie").postJson(FREEZES + "declare", fields);
        assertThat(answer.toString(), answer.status(), is(status));
        assertThat(answer.toString(), answer.json().get("field").asText(), is(field));
        assertThat(answer.json().get("error").asText(), containsString(field + ":"));
    }

    @Test
    public void aFreezeThatIsDeclaredWhileARolloutRunsHoldsItsNextPhase() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'canary', exposure: 5],
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        build.awaitAsk("canary");
        String elsewhere = declare("elsewhere", "news");
        String id = declare("stop", "sh?p");
        build.approve("alice");
        build.awaitLog("phase 'canary': may not start until somebody changes that: freeze 'stop': an <b>incident</b>");
        assertThat(build.said(), is(List.of()));

        lift(id);
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), is(List.of("deploy canary", "deploy full")));
        assertThat(build.log(), containsString("phase 'canary': may start now"));
        lift(elsewhere);
    }

    @Test
    public void aFreezeHoldsTheGateOfTheNextPhaseAndNoUndo() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', phases: [
                  [name: 'canary', exposure: 5, bake: [duration: '2s']],
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        build.awaitAsk("canary");
        build.approve("alice");
        build.awaitPhase("canary", PhaseStatus.BAKING);
        declare("stop", "*");
        build.awaitLog("phase 'full': may not start until somebody changes that");
        assertThat(build.phase("full"), is(PhaseStatus.PENDING));
        build.act("olga", actor -> new Command.RollBack(actor, "enough"));
        build.awaitEnd("FAILURE");
        assertThat(build.said(), is(List.of("deploy canary", "undo canary")));
    }

    @Test
    public void aHotfixIsForThoseWhoMayOverride() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', hotfix: 'nobody can pay', phases: [[name: 'full']]) {
                  echo '> ran'
                }
                """);
        build.awaitEnd("FAILURE");
        assertThat(build.said(), is(List.of()));
        assertThat(RolloutService.ids(build.run()), is(List.of()));
        assertThat(build.log(), containsString("hotfix: dev lacks the permission Rollout/Override"));
    }

    @Test
    public void aHotfixGoesPastAFreezeByThePeopleOfItsLane() throws Exception {
        declare("stop", "till");
        Build build = controller.run("""
                rollout(application: 'till', version: '2.0', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [from: ['interns']]]],
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        build.awaitLog("phase 'canary': may not start until somebody changes that: freeze 'stop': an <b>incident</b>");
        JsonNode frozen = state(build, "root");
        assertThat(frozen.at("/phases/0/window/why").asText(), is("freeze 'stop': an <b>incident</b>"));
        assertThat(frozen.at("/phases/0/window/until").isNull(), is(true));
        assertThat(frozen.at("/phases/0/gate/approval/requested").asBoolean(), is(false));
        assertThat(frozen.at("/phases/0/gate/approval/from").toString(), is("[\"interns\"]"));
        assertThat(mayHotfix(frozen), is(true));
        assertThat(mayHotfix(state(build, "olga")), is(false));

        Map<String, String> why = Map.of("reason", "nobody can <i>pay</i>");
        assertThat(hotfix(build, "olga", why).status(), is(403));
        Answer silent = hotfix(build, "root", Map.of());
        assertThat(silent.toString(), silent.status(), is(400));
        assertThat(silent.json().get("field").asText(), is("reason"));
        assertThat(state(build, "root").get("hotfix").isNull(), is(true));
        Answer done = hotfix(build, "root", why);
        assertThat(done.toString(), done.status(), is(200));
        assertThat(hotfix(build, "root", why).status(), is(409));

        build.awaitAsk("canary");
        JsonNode hurried = state(build, "root");
        assertThat(hurried.at("/hotfix/by").asText(), is("root"));
        assertThat(hurried.at("/hotfix/reason").asText(), is("nobody can <i>pay</i>"));
        assertThat(hurried.at("/hotfix/rules").toString(), is("[{\"people\":\"release-managers\",\"quorum\":2}]"));
        assertThat(mayHotfix(hurried), is(false));
        asksTheLane(hurried, 0);
        assertThat("the freeze itself still holds others", freezesNow(), is(1));

        bothLetThrough(build, "canary", 0);
        build.awaitAsk("full");
        asksTheLane(state(build, "root"), 1);
        bothLetThrough(build, "full", 1);
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), is(List.of("deploy canary", "deploy full")));
        assertThat(
                build.log(),
                containsString("HOT-FIX declared by root (api): nobody can <i>pay</i>; no freeze and no calendar holds"
                        + " it, each phase must be approved by 2 of release-managers"));
        isInTheTrail("till", "api", "nobody can <i>pay</i>");
    }

    private JsonNode state(Build build, String user) throws Exception {
        return as(user).get(build.run().getUrl() + "rollout/state").json();
    }

    private static boolean mayHotfix(JsonNode state) {
        return state.get("may").toString().contains("\"hotfix\"");
    }

    private Answer hotfix(Build build, String user, Map<String, String> fields) throws Exception {
        return as(user).postJson(build.run().getUrl() + "rollout/hotfix", fields);
    }

    /** Whether a phase waits for nothing but two of the lane's people. */
    private static void asksTheLane(JsonNode state, int phase) {
        JsonNode asking = state.at("/phases/" + phase);
        assertThat(asking.get("window").isNull(), is(true));
        JsonNode approval = asking.at("/gate/approval");
        assertThat(approval.get("requested").asBoolean(), is(true));
        assertThat(approval.get("automatic").asBoolean(), is(false));
        assertThat(approval.get("rules").size(), is(1));
        assertThat(approval.at("/rules/0/from").toString(), is("[\"release-managers\"]"));
        assertThat(approval.at("/rules/0/quorum").asInt(), is(2));
        assertThat(approval.get("missing").asInt(), is(2));
        assertThat(approval.get("given").size(), is(0));
    }

    /** One person is not enough, also where they say yes twice. */
    private void bothLetThrough(Build build, String phase, int number) throws Exception {
        String evidence = state(build, "alice").at("/phases/" + number + "/gate/approval/evidence").asText();
        assertThat(approve(build, "root", evidence).status(), is(403));
        assertThat(approve(build, "alice", evidence).status(), is(200));
        assertThat(approve(build, "alice", evidence).status(), is(200));
        assertThat(build.phase(phase), is(PhaseStatus.GATE));
        assertThat(state(build, "bob").at("/phases/" + number + "/gate/approval/missing").asInt(), is(1));
        assertThat(approve(build, "bob", evidence).status(), is(200));
    }

    private Answer approve(Build build, String user, String evidence) throws Exception {
        return as(user).postJson(build.run().getUrl() + "rollout/approve", Map.of("evidence", evidence));
    }

    /** The record of a hot-fix that root declared. */
    private void isInTheTrail(String application, String via, String reason) throws Exception {
        List<JsonNode> hotfixes = new ArrayList<>();
        Answer trail = as("connie").get("rollout-audit/audit.jsonl?application=" + application);
        for (String line : trail.body().split("\n")) {
            JsonNode record = JSON.readTree(line).get("record");
            boolean hotfix = record.get("act").asText().equals("hotfix");
            assertThat(line, record.path("override").asBoolean(), is(hotfix));
            if (hotfix) {
                hotfixes.add(record);
            }
        }
        assertThat(trail.body(), hotfixes.size(), is(1));
        JsonNode hotfix = hotfixes.get(0);
        assertThat(hotfix.at("/by/id").asText(), is("root"));
        assertThat(hotfix.at("/by/via").asText(), is(via));
        assertThat(hotfix.get("comment").asText(), is(reason));
    }

    @Test
    public void aHotfixVoidsWhatWasApprovedBefore() throws Exception {
        Build build = controller.run("""
                rollout(application: 'desk', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers']]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """);
        build.awaitAsk("full");
        declare("stop", "desk");
        build.approve("alice");
        build.awaitLog("phase 'full': may not start until somebody changes that");
        assertThat(hotfix(build, "root", Map.of("reason", "nobody can pay")).status(), is(200));
        build.awaitAsk("full");
        asksTheLane(state(build, "root"), 0);
        assertThat(build.said(), is(List.of()));
        bothLetThrough(build, "full", 0);
        build.awaitEnd("SUCCESS");
    }

    @Test
    public void aJenkinsfileMayTakeTheLaneWhereItsStarterMayOverride() throws Exception {
        declare("stop", "pump");
        Build build = controller.run("""
                rollout(application: 'pump', version: '2.0', hotfix: 'nobody can pay', phases: [
                  [name: 'full', gate: [approval: [automatic: true]]]
                ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """, "root");
        build.awaitAsk("full");
        asksTheLane(state(build, "root"), 0);
        assertThat(state(build, "root").at("/hotfix/by").asText(), is("root"));
        bothLetThrough(build, "full", 0);
        build.awaitEnd("SUCCESS");
        assertThat(build.said(), is(List.of("deploy full")));
        assertThat(build.log(), containsString("HOT-FIX declared by root"));
        assertThat(build.log(), not(containsString("may not start")));
        isInTheTrail("pump", "build", "nobody can pay");
    }

    @Test
    public void aCalendarThatNobodyDefinedIsAMistake() throws Exception {
        Build build = controller.run("""
                rollout(application: 'shop', version: '2.0', calendars: ['ofice'], phases: [[name: 'full']]) {
                  echo '> ran'
                }
                """);
        build.awaitEnd("FAILURE");
        assertThat(build.said(), is(List.of()));
        assertThat(build.log(), containsString("calendars: there is no calendar 'ofice'"));
    }
}
