package io.jenkins.plugins.rollout.scenario;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.rollout.http.RangeAnswers;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.model.Watch;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** A new version is held against the one that runs beside it. */
public abstract class ComparisonScenarios {
    @Rule
    public final Controller controller = controller();

    @Rule
    public final StubServer server = new StubServer();

    protected abstract Controller controller();

    @Before
    public void measure() throws Exception {
        controller.server("prometheus", "prod", server.uri("/prometheus").toString());
        server.on("/prometheus" + RangeAnswers.PATH, new RangeAnswers(query ->
                query.contains("requests") ? query.contains("2.0") ? 1900 : 160 : query.contains("slow") ? 30 : 10));
    }

    private Build run(String version, String metric) throws Exception {
        return controller.run(
                """
                rollout(application: 'shop', version: '%s', previousVersion: '2.0', phases: [
                  [name: 'canary', exposure: 5, gate: [approval: [automatic: true]],
                   bake: [duration: '1s', interval: '500ms', metrics: [%s]]],
                  [name: 'full', gate: [approval: [automatic: true]]]]) { echo "> ${ROLLOUT_ACTION} ${ROLLOUT_PHASE}" }
                """
                        .formatted(version, metric));
    }

    private static String latency(String more) {
        return """
                compare(name: 'latency', worse: 'higher', tolerance: '10%%', %s,
                        source: prometheus(server: 'prod', query: 'avg(latency{version="{{version}}"})'))"""
                .formatted(more);
    }

    @Test
    public void aWorseVersionIsRolledBackAndABetterOneGoesOn() throws Exception {
        Build bad = run("2.1-slow", latency("lookBack: '1h'"));
        bad.awaitEnd("FAILURE");
        assertThat(bad.said(), contains("deploy canary", "undo canary"));
        assertThat(bad.log(), containsString("'latency' FAILS"));
        JsonNode latency = criterion(bad);
        assertThat(latency.path("verdict").asText(), is("FAIL"));
        JsonNode estimate = latency.path("estimate");
        assertThat(estimate.path("baseline").asDouble(), is(closeTo(10, 1)));
        assertThat(estimate.path("lower").asDouble(), greaterThan(1.0));
        assertThat(estimate.path("samples").asInt(), greaterThan(30));
        assertThat(estimate.path("chart").path("candidate").size(), lessThanOrEqualTo(48));
        Build good = run("2.1", latency("lookBack: '1h'"));
        good.awaitEnd("SUCCESS");
        assertThat(good.said(), contains("deploy canary", "deploy full"));
        assertThat(good.log(), containsString("'latency' holds"));
    }

    @Test
    public void aTrafficThatIsNotSplitAsMeantAsksAHuman() throws Exception {
        Build build = run("2.1", """
                sampleRatio(name: 'split', lookBack: '1h',
                            source: prometheus(server: 'prod', query: 'sum(increase(requests{version="{{version}}"}[1m]))'))""");
        RolloutState state = build.awaitRollout("hold", rollout -> rollout.held() != null);
        assertThat(state.held().kind(), is(HoldKind.INCONCLUSIVE));
        assertThat(state.held().why(), containsString("cannot be trusted"));
        build.abort("dev");
        build.awaitEnd("ABORTED");
    }

    @Test
    public void aRestartForgetsNeitherSinceWhenNorWhatWasMeasured() throws Exception {
        Build build = run("2.1-slow", latency("step: '1s', minimumSamples: 8"));
        Instant since = build.awaitRollout("samples", waiting(reading -> reading >= 2)).phase("canary").orElseThrow().watch().since();
        controller.crash();
        Watch after = build.awaitRollout("a round after the restart", state -> state.isEnded()
                        || watched(state).filter(watch -> watch.lastAt() != null).isPresent())
                .phase("canary")
                .map(PhaseState::watch)
                .orElseThrow();
        assertThat(after.since(), is(since));
        build.awaitEnd("FAILURE");
        assertThat(build.log(), containsString("'latency' FAILS"));
        String start = "start=" + (since.getEpochSecond() + 2);
        assertThat("everything since then is asked for, to the end",
                server.asked().get(server.asked().size() - 1).body(), containsString(start));
    }

    private static Predicate<RolloutState> waiting(Predicate<Long> samples) {
        return state -> watched(state)
                .filter(watch -> watch.last().stream().anyMatch(reading -> reading.verdict() == Verdict.WAITING
                        && reading.estimate() != null
                        && samples.test(reading.estimate().samples())))
                .isPresent();
    }

    private static Optional<Watch> watched(RolloutState state) {
        return state.phase("canary").map(PhaseState::watch);
    }

    private JsonNode criterion(Build build) throws Exception {
        return new ObjectMapper()
                .readTree(Visitor.of(controller, "alice").get(build.run().getUrl() + "rollout/state").body())
                .path("phases").path(0).path("bake").path("criteria").path(0);
    }
}
