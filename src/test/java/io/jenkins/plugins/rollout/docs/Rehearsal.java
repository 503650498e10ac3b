package io.jenkins.plugins.rollout.docs;

import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.feedback.Declined;
import io.jenkins.plugins.rollout.feedback.Person;
import io.jenkins.plugins.rollout.feedback.SignOffList;
import io.jenkins.plugins.rollout.feedback.Source;
import io.jenkins.plugins.rollout.feedback.Utterance;
import io.jenkins.plugins.rollout.http.RangeAnswers;
import io.jenkins.plugins.rollout.http.StubServer;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Question;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.service.FeedbackService;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What it takes to run the documentation's examples: servers that say what is good, people who say yes, and short times. */
public final class Rehearsal {
    /** Every server that the examples name, by its kind. */
    public static final Map<String, String> SERVERS =
            Map.ofEntries(
                    Map.entry("prometheus", "prod"),
                    Map.entry("graphite", "prod"),
                    Map.entry("influxDb", "prod"),
                    Map.entry("datadog", "prod"),
                    Map.entry("cloudWatch", "aws"),
                    Map.entry("newRelic", "prod"),
                    Map.entry("json", "stats"),
                    Map.entry("openMetrics", "shop"),
                    Map.entry("http", "deployer"),
                    Map.entry("webhook", "hooks"),
                    Map.entry("slack", "releases"));

    /** What a server of a kind must be given besides, as the file of the embedded controller has it. */
    public static final Map<String, String> HEADERS =
            Map.of(
                    "cloudWatch", ", headers: {Authorization: \"AKIDEXAMPLE:secret-key\"}",
                    "webhook", ", headers: {Authorization: Bearer whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw}",
                    "slack", ", headers: {Authorization: Bearer xoxb-1234}");

    /** Issue trackers that the examples name: servers of the kind {@code json}, besides the one above. */
    public static final List<String> TRACKERS = List.of("jira", "github", "gitlab");

    /** Every calendar that the examples name; always open, for nobody knows when they are run. */
    public static final String CALENDARS = "calendars: {office: {zone: UTC}}\n";

    /** The templates that the examples name: the documentation's own. */
    public static String templates() throws IOException {
        return Example.in("yaml").stream()
                .filter(example -> example.place().startsWith("docs/policy.md"))
                .map(Example::text)
                .filter(text -> text.startsWith("templates:"))
                .collect(Collectors.joining());
    }

    private Rehearsal() {}

    /** Where the server of a kind is. */
    public static URI place(StubServer server, String kind) {
        return server.uri("/" + kind);
    }

    /** Has the server answer whatever the examples ask. */
    public static void prepare(StubServer server) {
        server.on("/prometheus/api/v1/query", 200, """
                {"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, "0.001"]}]}}""");
        server.on("/prometheus" + RangeAnswers.PATH, new RangeAnswers(Rehearsal::asUsual));
        series(server, Instant.now().getEpochSecond() / 60 * 60);
        server.on("/json", 200, "{\"p95\": 0.2}");
        server.on("/json/2.4.0", 200, "{\"p95\": 0.2}");
        server.on("/webhook", 204, "");
        server.on("/slack/chat.postMessage", 200, "{\"ok\": true}");
        server.on("/jira/rest/api/3/search/approximate-count", 200, "{\"count\": 0}");
        server.on("/github/search/issues", 200, "{\"total_count\": 2, \"incomplete_results\": false, \"items\": []}");
        server.on("/gitlab/api/v4/projects/42/issues_statistics", 200, "{\"statistics\": {\"counts\": {\"opened\": 1}}}");
        server.on("/http", 200, "{\"state\": \"done\"}");
    }

    /** The old version has 2000 requests a minute, the new one its 5 %, and an error is as rare in both. */
    private static double asUsual(String query) {
        double requests = query.contains("2.3.9") ? 1900 : 100;
        return query.contains("requests") ? requests : query.contains("errors") ? requests / 1000 : 0.2;
    }

    /** Numbers of a quarter of an hour around this minute, as servers of series give them. */
    private static void series(StubServer server, long now) {
        List<Long> times = LongStream.range(-5, 10).mapToObj(minute -> now + 60 * minute).toList();
        server.on("/graphite/render", 200, "[{\"datapoints\": [" + each(times, "[0.1, %d]") + "]}]");
        server.on("/influxDb/query", 200, "{\"results\": [{\"series\": [{\"columns\": [\"time\", \"mean\"], \"values\": ["
                + each(times, "[%d, 0.1]") + "]}]}]}");
        server.on("/influxDb/api/v2/query", 200, ",result,table,_time,_value\r\n" + times.stream()
                .map(time -> ",,0," + Instant.ofEpochSecond(time) + ",0.1\r\n").collect(Collectors.joining()));
        server.on("/datadog/api/v2/query/timeseries", 200, "{\"data\": {\"attributes\": {\"series\": [{}], \"times\": ["
                + each(times, "%d000") + "], \"values\": [[" + times.stream().map(time -> "0.001").collect(Collectors.joining(", "))
                + "]]}}}");
        server.on("/cloudWatch/", 200, "{\"MetricDataResults\": [{\"Timestamps\": [" + each(times, "%d") + "], \"Values\": ["
                + times.stream().map(time -> "1").collect(Collectors.joining(", ")) + "]}]}");
        server.on("/newRelic/graphql", 200, "{\"data\": {\"actor\": {\"account\": {\"nrql\": {\"results\": ["
                + each(times, "{\"beginTimeSeconds\": %d, \"percentage\": 0.1}") + "]}}}}}");
    }

    private static String each(List<Long> times, String form) {
        return times.stream().map(form::formatted).collect(Collectors.joining(", "));
    }

    /** The example with times that nobody minds to wait; what would be gathered in a bake is there from its beginning. */
    public static String shortened(String text) {
        return text.replaceAll("\\b(duration|interval|initialDelay): '[^']+'", "$1: '200ms'")
                .replaceAll("(compare|sampleRatio)\\((?=[^)]*\\bstep: )", "$1(lookBack: '3h', ");
    }

    /** Whoever is asked now says yes, and answers what is asked. */
    public static void approve(Run<?, ?> run) {
        RolloutEngine engine = RolloutService.get().engine();
        for (String rollout : RolloutService.ids(run)) {
            engine.state(rollout).ifPresent(state -> speak(run, state));
            engine.state(rollout)
                    .flatMap(RolloutState::currentPhase)
                    .filter(phase -> phase.ask() != null)
                    .ifPresent(phase -> List.of("alice", "bob", "carol").forEach(id -> engine.submit(
                            rollout,
                            new Command.Approve(
                                    person(id),
                                    phase.ask().evidence(),
                                    "",
                                    answers(phase.phase().gate().approval()),
                                    false))));
        }
    }

    /** Whoever a gate waits for rates what there is, and signs it off. */
    private static void speak(Run<?, ?> run, RolloutState state) {
        boolean waits = state.currentPhase()
                .map(PhaseState::watch)
                .filter(watch -> watch.last().stream().anyMatch(reading -> reading.verdict() == Verdict.WAITING))
                .isPresent();
        if (!waits) {
            return;
        }
        try {
            for (String id : List.of("ann", "bob", "carol", "dan", "eve", "fay", "gus", "hal", "ida", "jon")) {
                var said = new Utterance(Source.PERSON, new Person(id, id), Set.of("qa"), null, "", null);
                FeedbackService.get().add(run, state.id(), said.rating(state, "5", Instant.now()));
                for (SignOffList list : SignOffList.of(state)) {
                    if (!list.as(id, Set.of("qa")).isEmpty()) {
                        FeedbackService.get().add(run, state.id(), said.signOff(state, "true", list.items(), Instant.now()));
                    }
                }
            }
        } catch (IOException | Declined e) {
            throw new AssertionError("nobody can say anything", e);
        }
    }

    private static Map<String, String> answers(Approval approval) {
        var answers = new HashMap<String, String>();
        for (Question question : approval.ask()) {
            answers.put(question.name(), switch (question.kind()) {
                case CHOICE -> question.choices().get(0);
                case TEXT -> "OPS-1207";
                case YES_NO -> "true";
            });
        }
        return answers;
    }

    private static Actor person(String id) {
        return new Actor(id, id, "api", Set.of("release-managers", "sre", "qa"), Set.of());
    }
}
