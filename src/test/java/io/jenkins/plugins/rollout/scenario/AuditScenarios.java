package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.Delegations;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** What auditors see of what people did, and what they see when somebody changed it. */
public abstract class AuditScenarios {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    /** Each scenario has an application of its own: the trail of a shared controller knows all of them. */
    private Build asking(String application, String more) throws Exception {
        Build build = controller.run("""
                rollout(application: '%s', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [from: ['release-managers']%s]]]
                ]) { echo "> ${ROLLOUT_ACTION}" }
                """.formatted(application, more));
        build.awaitAsk("full");
        return build;
    }

    private Visitor as(String user) {
        return Visitor.of(controller, user);
    }

    private List<JsonNode> trail(String application) throws Exception {
        Visitor.Answer answer = as("connie").get("rollout-audit/audit.jsonl?application=" + application);
        assertThat(answer.toString(), answer.status(), is(200));
        var records = new ArrayList<JsonNode>();
        for (String line : answer.body().split("\n")) {
            records.add(JSON.readTree(line).get("record"));
        }
        return records;
    }

    private static List<String> acts(List<JsonNode> records) {
        return records.stream().map(record -> record.get("act").asText()).toList();
    }

    private static JsonNode act(List<JsonNode> records, String act) {
        return records.stream()
                .filter(record -> record.get("act").asText().equals(act))
                .findFirst()
                .orElseThrow(() -> new AssertionError(act + " is not among " + acts(records)));
    }

    @Test
    public void theTrailSaysWhoDidWhatHowAndWhy() throws Exception {
        Build build = asking("told", "");
        String evidence = build.rollout().currentPhase().orElseThrow().ask().evidence();
        Visitor.Answer paused = as("olga").postJson(build.run().getUrl() + "rollout/pause", Map.of("reason", "=1+1, lunch"));
        assertThat(paused.toString(), paused.status(), is(200));
        build.act("olga", by -> new Command.Resume(by, ""));
        build.act("alice", by -> new Command.Approve(by, evidence, "looks \"fine\""));
        build.awaitEnd("SUCCESS");
        List<JsonNode> records = trail("told");
        assertThat(acts(records), is(List.of(
                "declared", "paused", "resumed", "approved", "gatePassed", "deployed", "ended")));
        JsonNode yes = act(records, "approved");
        assertThat(yes.at("/by/id").asText(), is("alice"));
        assertThat(yes.at("/by/via").asText(), is("page"));
        assertThat(yes.at("/by/groups").toString(), containsString("release-managers"));
        assertThat(yes.get("evidence").asText(), is(evidence));
        assertThat(yes.get("comment").asText(), is("looks \"fine\""));
        assertThat(yes.get("build").asText(), is(build.run().getExternalizableId()));
        assertThat(yes.get("hash").asText().length(), is(64));
        assertThat(yes.has("override"), is(false));
        assertThat(act(records, "paused").at("/by/via").asText(), is("api"));

        Visitor.Answer csv = as("connie").get("rollout-audit/audit.csv?application=told&person=olga");
        assertThat(csv.header("Content-Type"), startsWith("text/csv"));
        assertThat(csv.header("Content-Disposition"), containsString("audit.csv"));
        assertThat(csv.body(), startsWith("number,at,act,person,"));
        assertThat(csv.body(), containsString(",\"'=1+1, lunch\","));
        assertThat(csv.body().split("\r\n").length, is(3));
        assertThat(csv.body(), endsWith("\r\n"));
    }

    @Test
    public void onlyThoseWithConfigureSeeTheTrail() throws Exception {
        asking("hidden", "");
        for (String path : List.of("", "audit.jsonl", "audit.csv", "verify")) {
            assertThat(path, as("mallory").get("rollout-audit/" + path).status(), is(403));
            assertThat(path, as("alice").get("rollout-audit/" + path).status(), is(403));
            assertThat(path, Visitor.withoutName(controller).get("rollout-audit/" + path).status(), is(not(200)));
            assertThat(path, as("connie").get("rollout-audit/" + path).status(), is(200));
            assertThat(path, as("admin").get("rollout-audit/" + path).status(), is(200));
        }
        Visitor.Answer wrong = as("connie").get("rollout-audit/audit.csv?from=yesterday");
        assertThat(wrong.status(), is(400));
        assertThat(wrong.json().get("error").asText(), containsString("write 2026-03-31"));
        assertThat(as("connie").get("rollout-audit/audit.csv?to=2001-01-01").body().split("\r\n").length, is(1));
    }

    @Test
    public void anAdministratorsActIsAnOverride() throws Exception {
        Build build = asking("ruled", "");
        build.act("admin", by -> new Command.Pause(by, "I say so"));
        build.act("olga", by -> new Command.Resume(by, ""));
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        List<JsonNode> records = trail("ruled");
        JsonNode paused = act(records, "paused");
        assertThat(paused.get("override").asBoolean(), is(true));
        assertThat(paused.at("/by/administrator").asBoolean(), is(true));
        assertThat(act(records, "resumed").has("override"), is(false));
    }

    @Test
    public void aJournalThatVerifiesSaysHowManyRecordsItHas() throws Exception {
        Build build = asking("good", "");
        Visitor.Answer answer = as("mallory").get(build.run().getUrl() + "rollout/verify");
        assertThat(answer.status(), is(200));
        assertThat(answer.json().get("ok").asBoolean(), is(true));
        assertThat(answer.json().get("records").asLong(), is(build.rollout().sequence()));
        assertThat(as("connie").get("rollout-audit/verify").json().get("ok").asBoolean(), is(true));
        assertThat(page(build), not(containsString("\"damaged\"")));
    }

    private String page(Build build) throws Exception {
        return as("mallory").get(build.run().getUrl() + "rollout/").body();
    }

    @Test
    public void aJournalEditedByHandShowsTheFirstBadRecord() throws Exception {
        Build build = asking("changed", "");
        build.approve("alice");
        build.awaitEnd("SUCCESS");
        Path journal = RolloutService.directory(build.run(), build.rollout().id()).resolve("journal.jsonl");
        String before = Files.readString(journal);
        List<String> lines = Files.readAllLines(journal);
        int approved = 0;
        while (!lines.get(approved).contains("\"approvalGiven\"")) {
            approved++;
        }
        lines.set(approved, lines.get(approved).replace("\"alice\"", "\"mallory\""));
        Files.write(journal, lines);
        JsonNode bad = as("mallory").get(build.run().getUrl() + "rollout/verify").json();
        assertThat(bad.get("ok").asBoolean(), is(false));
        assertThat("the trail knows the very line", bad.at("/firstBad/line").asInt(), is(approved + 1));
        assertThat(bad.at("/firstBad/sequence").asInt(), is(approved + 1));
        assertThat(bad.at("/firstBad/why").asText(), containsString("audit trail"));
        assertThat(page(build), containsString("\"damaged\":{\"file\":\"journal.jsonl\",\"line\":" + (approved + 2)));
        Files.writeString(journal, before);
        assertThat(as("mallory").get(build.run().getUrl() + "rollout/verify").json().get("ok").asBoolean(), is(true));
        assertThat(page(build), not(containsString("\"damaged\"")));
    }

    @Test
    public void whoActsForSomebodyWhoIsAwayIsRecordedAsThat() throws Exception {
        Build build = asking("away", "");
        assertThat(build.approve("mallory"), instanceOf(Decision.Refused.class));
        delegate("alice", "mallory", Instant.now().plus(3, ChronoUnit.DAYS));
        try {
            assertThat(build.approve("mallory"), instanceOf(Decision.Accepted.class));
            build.awaitEnd("SUCCESS");
            JsonNode yes = act(trail("away"), "approved");
            assertThat(yes.at("/by/id").asText(), is("mallory"));
            assertThat(yes.at("/by/onBehalfOf").asText(), is("alice"));
            assertThat(acts(trailOf("alice")), hasItems("delegated"));
        } finally {
            end("alice", "mallory");
        }
        Build later = asking("back", "");
        assertThat("she is back", later.approve("mallory"), instanceOf(Decision.Refused.class));
        later.approve("alice");
        later.awaitEnd("SUCCESS");
        assertThat(acts(trailOf("alice")), hasItem("delegationEnded"));
    }

    private List<JsonNode> trailOf(String person) throws Exception {
        var records = new ArrayList<JsonNode>();
        for (String line : as("connie").get("rollout-audit/audit.jsonl?person=" + person).body().split("\n")) {
            records.add(JSON.readTree(line).get("record"));
        }
        return records;
    }

    @Test
    public void standingInGoesNoFurtherThanOnePerson() throws Exception {
        Build build = asking("chain", "");
        Instant friday = Instant.now().plus(3, ChronoUnit.DAYS);
        delegate("alice", "olga", friday);
        delegate("olga", "mallory", friday);
        try {
            assertThat(build.approve("mallory"), instanceOf(Decision.Refused.class));
            build.abort("dev");
            build.awaitEnd("ABORTED");
        } finally {
            end("alice", "olga");
            end("olga", "mallory");
        }
    }

    private static void delegate(String from, String to, Instant until) throws IOException {
        try (ACLContext ignored = ACL.as2(User.getById(from, true).impersonate2())) {
            Actor by = Actors.current("page");
            User.getById(to, true);
            assertThat(Delegations.get().declare(from, to, until, by).isEmpty(), is(true));
        }
        assertThat(Delegations.get().to(to).size(), is(greaterThan(0)));
    }

    private static void end(String from, String to) throws IOException {
        try (ACLContext ignored = ACL.as2(User.getById(from, true).impersonate2())) {
            Delegations.get().end(from, to, Actors.current("page"));
        }
    }
}
