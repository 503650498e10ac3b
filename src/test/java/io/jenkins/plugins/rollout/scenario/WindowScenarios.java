package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.scenario.Visitor.Answer;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Freezes that people declare while rollouts run. */
public abstract class WindowScenarios {
    private static final String FREEZES = "rollout-freezes/";

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    /** The controller starts with its first build. */
    @Before
    public void start() throws Exception {
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
        assertThat(build.log(), containsString("hotfix: dev lacks the permission Rollout/Override"));
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
