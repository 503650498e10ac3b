package io.jenkins.plugins.rollout.scenario;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Watch;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

/** People say what they think of a version, and gates listen. */
public abstract class FeedbackScenarios {
    private static final String GATE = """
            rollout(application: '%s', version: '2.0', phases: [
              [name: 'dogfood', gate: [approval: [automatic: true]]],
              [name: 'full', gate: [
                metrics: [%s], interval: '1s', approval: [automatic: true]]]
            ]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
            """;

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

    private void waiting(String application, String criterion) throws Exception {
        build = controller.run(GATE.formatted(application, criterion));
        awaitVerdict(Verdict.WAITING);
    }

    private void awaitVerdict(Verdict verdict) throws IOException {
        build.awaitRollout(verdict + " in the gate of full", state -> state.phase("full")
                .map(PhaseState::watch)
                .map(Watch::last)
                .filter(last -> last.stream().anyMatch(reading -> reading.verdict() == verdict))
                .isPresent());
    }

    private JsonNode feedback(String user) throws Exception {
        return as(user).get(at("feedback")).json();
    }

    private Visitor.Answer rate(String user, int score, String comment) throws Exception {
        return as(user).post(at("feedback"), "application/json", "{\"score\": " + score + ", \"comment\": \"" + comment + "\"}");
    }

    private Path folder() throws IOException {
        return RolloutService.directory(build.run(), build.rollout().id());
    }

    private String onDisk() throws IOException {
        return Files.readString(folder().resolve("feedback.jsonl"));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    @Test
    public void aGateWaitsUntilEnoughPeopleAreHappy() throws Exception {
        waiting("ratings", "feedback(minimumResponses: 2, minimumScore: 4)");
        build.awaitLog("'feedback' waits (no responses; 2 more wanted)");
        Visitor.Answer first = as("mallory").postForm(at("feedback"), Map.of("score", "3", "comment", "slow"));
        assertThat(first.toString(), first.status(), is(200));
        assertThat(first.json().get("phase").asText(), is("dogfood"));
        assertThat("the newer one counts", rate("mallory", 4, "fast").status(), is(200));
        assertThat(rate("bob", 5, "").status(), is(200));
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("'feedback' holds (2 responses, mean 4.5, none negative)"));
        assertThat(build.log(), not(containsString("mallory")));
        assertThat(onDisk(), not(containsString("slow")));
        assertThat("a rollout that has ended is spoken of, too", rate("alice", 5, "late").status(), is(200));
        assertThat(feedback("alice").at("/phases/1/count").asInt(), is(1));
    }

    @Test
    public void aGateFailsWhenPeopleAreNot() throws Exception {
        waiting("unhappy", "feedback(minimumResponses: 2, maximumNegative: 0)");
        rate("mallory", 1, "broken");
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("1 response, mean 1, 1 negative (100 %); more than 0 negative"));
        assertThat(build.said(), is(List.of("deploy dogfood", "undo dogfood")));
    }

    @Test
    public void everybodySeesNumbersAndThoseWhoWorkOnItNames() throws Exception {
        waiting("numbers", "feedback(minimumResponses: 9)");
        rate("bob", 2, "bob's words");
        as("mallory").postForm(at("feedback"), Map.of("score", "5", "comment", "unseen", "anonymous", "true"));

        JsonNode mallory = feedback("mallory");
        assertThat(mallory.at("/phases/0/count").asInt(), is(2));
        assertThat(mallory.at("/phases/0/mean").asDouble(), is(3.5));
        assertThat(texts(mallory.at("/phases/0/scores")), is(List.of("0", "1", "0", "0", "1")));
        assertThat(mallory.get("responses").size(), is(0));
        assertThat(as("mallory").get(at("state")).body(), not(containsString("bob's words")));

        JsonNode bob = feedback("bob");
        assertThat(bob.get("mine").size(), is(1));
        JsonNode alice = feedback("alice");
        assertThat(alice.at("/responses/0/by").asText(), is("bob"));
        assertThat(alice.at("/responses/0/comment").asText(), is("bob's words"));
        assertThat(alice.at("/responses/1").has("by"), is(false));
        assertThat("only who may delete it is told its id", alice.at("/responses/0").has("id"), is(false));
        assertThat(feedback("connie").at("/responses/0").has("id"), is(true));
        assertThat(onDisk(), not(containsString("mallory")));
    }

    @Test
    public void whoIsNotLoggedInMayNotSpeakAndNonsenseIsRefused() throws Exception {
        waiting("refusals", "feedback(minimumScore: 4)");
        Visitor.Answer nobody = Visitor.withoutName(controller).postForm(at("feedback"), Map.of("score", "5"));
        assertThat(nobody.toString(), List.of(401, 403, 404).contains(nobody.status()), is(true));
        assertThat(as("bob").postWithoutCrumb(at("feedback"), Map.of("score", "5")).status(), is(403));
        for (String score : List.of("0", "6", "4.5", "five", "")) {
            Visitor.Answer refused = as("bob").postForm(at("feedback"), Map.of("score", score));
            assertThat(refused.toString(), refused.status(), is(400));
            assertThat(refused.json().get("field").asText(), is("score"));
        }
        Visitor.Answer phase = as("bob").postForm(at("feedback"), Map.of("score", "4", "phase", "beta"));
        assertThat(phase.json().get("error").asText(), is("phase: there is no phase 'beta'; write one of dogfood, full"));
        Visitor.Answer endless = as("bob").postForm(at("feedback"), Map.of("score", "4", "comment", "x".repeat(2001)));
        assertThat(endless.json().get("error").asText(), is("comment: has 2001 characters; at most 2000"));
        assertThat(feedback("bob").at("/phases/0/count").asInt(), is(0));
    }

    @Test
    public void testersSignOffAndThePageShowsWhoIsMissing() throws Exception {
        waiting("sign-off", "signOff(testers: ['mallory', 'release-managers'], items: ['search', 'checkout'])");
        JsonNode list = feedback("mallory").at("/signOffs/0");
        assertThat(list.get("about").asText(), is("dogfood"));
        assertThat(texts(list.get("missing")), is(List.of("mallory", "release-managers")));
        assertThat(feedback("olga").at("/signOffs/0/missing").size(), is(2));
        assertThat(feedback("dev").at("/signOffs/0").has("missing"), is(false));

        Visitor.Answer incomplete = as("mallory").postForm(at("signOff"), Map.of("ok", "true", "item", "search"));
        assertThat(incomplete.status(), is(400));
        assertThat(incomplete.json().get("error").asText(), containsString("items: 'checkout' is missing"));
        assertThat(as("dev").postForm(at("signOff"), Map.of("ok", "true")).status(), is(403));
        Visitor.Answer mallory = as("mallory")
                .post(at("signOff"), "application/json", "{\"ok\": true, \"item\": [\"search\", \"checkout\"]}");
        assertThat(mallory.toString(), mallory.status(), is(200));
        assertThat(texts(feedback("alice").at("/signOffs/0/missing")), is(List.of("release-managers")));
        as("bob").post(at("signOff"), "application/json", "{\"ok\": true, \"item\": [\"search\", \"checkout\"]}");
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("'sign-off' waits (0 of 2 testers signed off; 2 missing)"));
        assertThat(build.log(), containsString("'sign-off' holds (2 of 2 testers signed off)"));
    }

    @Test
    public void oneTesterWhoSaysNoEndsIt() throws Exception {
        waiting("no", "signOff(testers: ['alice', 'bob'], minimum: 1)");
        Visitor.Answer silent = as("bob").postForm(at("signOff"), Map.of("ok", "false"));
        assertThat(silent.json().get("error").asText(), is("comment: is missing; say what is not ok"));
        as("bob").postForm(at("signOff"), Map.of("ok", "false", "comment", "prices are wrong"));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("1 says that it is not ok"));
        assertThat(build.log(), not(containsString("prices are wrong")));
    }

    @Test
    public void whatIsDeletedIsGoneFromTheDiskAndTheScoreStays() throws Exception {
        waiting("deletion", "feedback(minimumResponses: 9)");
        rate("mallory", 1, "my number is 555-0100");
        rate("bob", 5, "bob was here");
        String anonymous = as("dev")
                .postForm(at("feedback"), Map.of("score", "2", "comment", "nameless", "anonymous", "true"))
                .json().get("id").asText();

        String bobs = feedback("connie").at("/responses/1/id").asText();
        assertThat(as("mallory").postForm(at("deleteFeedback"), Map.of("id", bobs)).status(), is(404));
        assertThat(as("mallory").postForm(at("deleteFeedback"), Map.of("person", "bob")).status(), is(403));
        assertThat(as("mallory").postForm(at("deleteFeedback"), Map.of()).status(), is(400));
        assertThat(as("mallory").postForm(at("deleteFeedback"), Map.of("mine", "true")).json().get("deleted").asInt(), is(1));
        assertThat(onDisk(), not(containsString("555-0100")));
        assertThat(onDisk(), not(containsString("mallory")));
        assertThat(as("dev").postForm(at("deleteFeedback"), Map.of("id", anonymous)).json().get("deleted").asInt(), is(1));
        assertThat(as("connie").postForm(at("deleteFeedback"), Map.of("person", "bob")).json().get("deleted").asInt(), is(1));
        assertThat(feedback("bob").at("/phases/0/count").asInt(), is(3));

        for (String word : List.of("mallory", "555-0100", "bob", "nameless")) {
            try (Stream<Path> files = Files.list(folder())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(word + " in " + file, Files.readString(file), not(containsString(word)));
                }
            }
        }
        RolloutService.get().audit().settle();
        String trail = as("connie").get("rollout-audit/audit.jsonl").body();
        assertThat(trail, containsString("feedbackDeleted"));
        assertThat(trail, not(containsString("mallory")));
        assertThat(trail, not(containsString("555-0100")));
    }

    private Visitor.Answer send(String user, String file) throws Exception {
        return as(user).post(at("importFeedback"), "text/csv", file);
    }

    @Test
    public void aFileIsImportedWholeOrNotAtAllAndOnce() throws Exception {
        waiting("import", "feedback(minimumResponses: 9)");
        assertThat(send("mallory", "score\n5\n").status(), is(403));
        Visitor.Answer wrong = send("olga", "id,score,comment\n1,5,good\n2,9,\n3,four,\"two\nlines\"\n4,3\n");
        assertThat(wrong.status(), is(400));
        assertThat(wrong.json().get("error").asText(), is("nothing was imported:\n"
                + "line 3: score: '9' is not a whole number from 1 (worst) to 5 (best)\n"
                + "line 4: score: 'four' is not a whole number from 1 (worst) to 5 (best)\n"
                + "line 6: has 2 fields, and the first line 3"));
        assertThat(feedback("olga").at("/phases/0/count").asInt(), is(0));

        String file = "id,phase,score,comment,name\n7,dogfood,5,\"good, really\",Tess\n8,full,2,,\n";
        Visitor.Answer first = send("olga", file);
        assertThat(first.toString(), first.status(), is(200));
        assertThat(first.json().get("added").asInt(), is(2));
        assertThat(send("olga", file).json().get("added").asInt(), is(0));
        JsonNode seen = feedback("olga");
        assertThat(seen.at("/responses/0/comment").asText(), is("good, really"));
        assertThat(seen.at("/responses/0/by").asText(), is("Tess"));
        assertThat(seen.get("responses").size(), is(2));

        as("connie").postForm(at("deleteFeedback"), Map.of("person", "Tess"));
        send("olga", file);
        assertThat("it does not come back", onDisk(), not(containsString("Tess")));
        assertThat(send("olga", "score\n" + "5\n".repeat(600_000)).status(), is(413));
    }

    @Test
    public void aPipelineSaysWhatItFoundAndNeverSpeaksForAPerson() throws Exception {
        build = controller.run("""
                rollout(application: 'steps', version: '2.0', phases: [
                  [name: 'dogfood', gate: [approval: [automatic: true]]],
                  [name: 'full', gate: [approval: [automatic: true], interval: '1s', metrics: [
                    feedback(minimumResponses: 2, minimumScore: 4), signOff(testers: ['pipeline:alice'], items: 'search')]]]
                ]) {
                  if (ROLLOUT_PHASE == 'dogfood') {
                    rolloutFeedback(score: 5, comment: 'secret words', from: 'alice')
                    rolloutFeedback(score: 4)
                    rolloutFeedback(ok: true, from: 'alice', items: ['search'])
                  }
                }
                rolloutFeedback(score: 1, phase: 'full')
                """);
        build.awaitEnd("SUCCESS");
        assertThat(build.log(), containsString("rolloutFeedback: recorded about phase 'dogfood'"));
        assertThat(build.log(), containsString("'sign-off' holds (1 of 1 tester signed off)"));
        assertThat(build.log(), not(containsString("secret words")));
        JsonNode seen = feedback("olga");
        assertThat(seen.at("/responses/0/source").asText(), is("pipeline"));
        assertThat(seen.at("/phases/1/count").asInt(), is(1));
        assertThat("what is said in her name is not hers", feedback("alice").get("mine").size(), is(0));
    }

    @Test
    public void aMistakeInTheStepIsNamed() throws Exception {
        build = controller.run("rolloutFeedback(score: 7, ok: true, foo: 1)");
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("rolloutFeedback is refused"));
        assertThat(build.log(), containsString("score: '7' is not a whole number from 1 (worst) to 5 (best)"));
        assertThat(build.log(), containsString("foo: is not known here"));
        build = controller.run("rolloutFeedback(score: 3)");
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("this build has no rollout yet"));
    }

    @Test
    public void aPhaseThatIsNotThereIsNoDataAndAHumanIsAsked() throws Exception {
        build = controller.run(GATE.formatted("misspelt", "feedback(minimumScore: 3, phases: 'dogfod')"));
        build.awaitLog("'feedback' has no data (there is no phase 'dogfod'; the phases are dogfood, full)");
    }

    @Test
    public void aBakeAsksAboutItsOwnPhaseAndWaitsForAnswers() throws Exception {
        build = controller.run("""
                rollout(application: 'bakes', version: '2.0', phases: [
                  [name: 'full', gate: [approval: [automatic: true]],
                   bake: [duration: '1s', interval: '1s', metrics: [feedback(minimumScore: 3)]]]
                ]) { }
                """);
        build.awaitLog("bake: 'feedback' waits (no responses; 1 more wanted)");
        assertThat(rate("mallory", 3, "").json().get("phase").asText(), is("full"));
        build.awaitEnd("SUCCESS");
    }
}
