package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.audit.AuditQuery;
import io.jenkins.plugins.rollout.audit.AuditStore;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;

/** What is on record when a controller was stopped or killed, and when somebody changed a journal meanwhile. */
public abstract class AuditRestartScenarios {
    private static final String ASKING = """
            rollout(application: 'shop', version: '2.0', phases: [
              [name: 'full', gate: [approval: [from: ['release-managers'], quorum: 2]]]
            ]) { echo "> ${ROLLOUT_ACTION}" }
            """;

    @Rule
    public final Controller controller = controller();

    protected abstract Controller controller();

    private static List<String> trail() throws Exception {
        RolloutService.get().audit().settle();
        AuditStore store = RolloutService.get().audit().store();
        assertThat(store.verify().ok(), is(true));
        return store.latest(AuditQuery.ALL, 100).stream()
                .map(line -> line.record().act() + " by " + line.record().by().id())
                .toList();
    }

    @Test
    public void whatWasDoneBeforeAKillIsOnRecordOnce() throws Exception {
        Build build = controller.run(ASKING);
        build.awaitAsk("full");
        build.approve("alice");
        controller.crash();
        build.awaitAsk("full");
        build.approve("bob");
        build.awaitEnd("SUCCESS");
        assertThat(trail(), is(List.of(
                "declared by dev", "approved by alice", "approved by bob", "gatePassed by SYSTEM", "deployed by SYSTEM",
                "ended by SYSTEM")));
        controller.restart();
        assertThat("and not again", trail().size(), is(6));
    }

    @Test
    public void aRolloutWhoseJournalWasChangedIsNotContinuedAndShowsWhereInRed() throws Exception {
        Build build = controller.run(ASKING);
        build.awaitAsk("full");
        build.approve("alice");
        String url = build.run().getUrl() + "rollout/";
        Path journal = RolloutService.directory(build.run(), build.rollout().id()).resolve("journal.jsonl");
        String before = Files.readString(journal);
        Files.writeString(journal, before.replaceFirst("\"quorum\":2", "\"quorum\":1"));
        controller.restart();
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("line 2: it names another line before it than line 1"));
        Visitor mallory = Visitor.of(controller, "mallory");
        JsonNode bad = mallory.get(url + "verify").json();
        assertThat(bad.get("ok").asBoolean(), is(false));
        assertThat(bad.at("/firstBad/line").asInt(), is(1));
        String page = mallory.get(url).body();
        assertThat(page, containsString("The rollout is not continued"));
        assertThat(page, containsString("\"damaged\":{\"file\":\"journal.jsonl\",\"line\":2"));
        assertThat(build.said(), is(List.of()));
        Files.writeString(journal, before);
        assertThat(mallory.get(url + "verify").json().get("ok").asBoolean(), is(true));
    }
}
