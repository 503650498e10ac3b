package io.jenkins.plugins.rollout.target;

import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.Endpoints;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Request;
import io.jenkins.plugins.rollout.http.Response;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What the {@code http} target and its server say to each other about one operation. */
final class HttpConversation {
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final TargetCall call;
    private final Endpoint endpoint;
    private final HttpTargetTimes times;
    private final PatientSender sender;

    HttpConversation(TargetCall call, Endpoint endpoint, HttpTargetTimes times, Endpoints endpoints) {
        this.call = call;
        this.endpoint = endpoint;
        this.times = times;
        this.sender = new PatientSender(endpoints, times);
    }

    /** Asks for the operation and stays with it until it is over. */
    CompletionStage<TargetAnswer> perform() {
        var answer = new Undertaking<TargetAnswer>();
        Request request = post(endpoint, HttpMessages.perform(call), HttpMessages.key(call));
        answer.await(sender.send(request), response -> performed(answer, response));
        return answer.result();
    }

    private void performed(Undertaking<TargetAnswer> answer, Response response) {
        if (response.isSuccess() || response.status() == CONFLICT) {
            goOn(answer, place(response), response);
        } else {
            answer.end(refused(response));
        }
    }

    /** Goes by what an answer says of the operation: ends, or looks again later. */
    private void goOn(Undertaking<TargetAnswer> answer, Optional<Endpoint> place, Response response) {
        Observation.State byCode = response.status() == ACCEPTED ? Observation.State.RUNNING : Observation.State.DONE;
        HttpMessages.Said said = read(response);
        switch (said.state().filter(state -> state != Observation.State.UNKNOWN).orElse(byCode)) {
            case FAILED -> answer.end(TargetAnswer.failed(sentence("failed", said)));
            case RUNNING -> lookLater(answer, place, response);
            default -> answer.end(done(response.status() == CONFLICT));
        }
    }

    private void lookLater(Undertaking<TargetAnswer> answer, Optional<Endpoint> place, Response response) {
        Duration asked = Backoff.asked(response, Instant.now()).orElse(times.pollInterval());
        Duration wait = asked.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : asked;
        if (wait.compareTo(sender.left()) >= 0) {
            answer.end(TargetAnswer.failedForNow(
                    endpoint.name() + " did not get it done within " + Durations.text(times.timeout())));
        } else if (place.isPresent()) {
            answer.later(wait, () -> look(answer, place.get()));
        } else {
            answer.later(wait, () -> ask(answer));
        }
    }

    private void look(Undertaking<TargetAnswer> answer, Endpoint place) {
        answer.await(sender.send(Request.get(place).header("Accept", "application/json")), response -> {
            if (response.isSuccess()) {
                goOn(answer, place(response).or(() -> Optional.of(place)), response);
            } else {
                answer.end(refused(response));
            }
        });
    }

    private void ask(Undertaking<TargetAnswer> answer) {
        answer.await(sender.send(question()), response -> {
            if (!response.isSuccess()) {
                answer.end(refused(response));
                return;
            }
            HttpMessages.Said said = read(response);
            switch (said.state().orElse(Observation.State.UNKNOWN)) {
                case DONE, CHANGED -> answer.end(done(false));
                case FAILED -> answer.end(TargetAnswer.failed(sentence("failed", said)));
                case RUNNING -> lookLater(answer, Optional.empty(), response);
                case UNKNOWN -> answer.end(TargetAnswer.failedForNow(
                        endpoint.name() + " took it on and now does not say what became of it"));
            }
        });
    }

    /** Where an accepted operation can be looked at. */
    private Optional<Endpoint> place(Response response) {
        return response.status() == ACCEPTED ? response.header("Location").map(endpoint::follow) : Optional.empty();
    }

    private TargetAnswer done(boolean before) {
        return TargetAnswer.done(endpoint.name() + (before ? " had done it before" : " has done it"));
    }

    /** Asks what became of the operation. */
    CompletionStage<Observation> observe() {
        return sender.send(question()).thenApply(this::observed);
    }

    private Observation observed(Response response) {
        if (hasNoStatus(response)) {
            return Observation.unknown(endpoint.name() + " knows no status (HTTP " + response.status() + ")");
        }
        HttpMessages.Said said = read(response);
        if (!response.isSuccess()) {
            String sentence = sentence("answered HTTP " + response.status() + " when asked for the status", said);
            if (PatientSender.isPassing(response)) {
                throw new HttpFailure(HttpFailure.Kind.UNREACHABLE, sentence);
            }
            return Observation.unknown(sentence);
        }
        Observation.State state = said.state().orElse(Observation.State.UNKNOWN);
        if (call.action() == Action.UNDO) {
            return undone(state, said);
        }
        return switch (state) {
            case DONE -> Observation.done(endpoint.name() + " has done it");
            case CHANGED -> Observation.changed(sentence("is no longer as it was deployed", said));
            case FAILED -> Observation.failed(sentence("failed", said));
            case RUNNING -> Observation.running(endpoint.name() + " is still at it");
            case UNKNOWN -> Observation.unknown(endpoint.name() + " does not know the operation");
        };
    }

    /** An undo is done when nobody gets the version any more, and not before. */
    private Observation undone(Observation.State state, HttpMessages.Said said) {
        String version = call.situation().version();
        return switch (state) {
            case FAILED -> Observation.failed(sentence("failed", said));
            case RUNNING -> Observation.running(endpoint.name() + " is still at it");
            case DONE, CHANGED -> said.live()
                    .map(live -> live
                            ? Observation.running(endpoint.name() + " still has " + version + " in use")
                            : Observation.done(endpoint.name() + " has nothing of " + version + " left"))
                    .orElseGet(() -> Observation.unknown(
                            endpoint.name() + " does not say whether " + version + " is still in use"));
            case UNKNOWN -> said.live().filter(live -> !live).isPresent()
                    ? Observation.done(endpoint.name() + " has nothing of " + version + " left")
                    : Observation.unknown(endpoint.name() + " does not know the operation");
        };
    }

    private static boolean hasNoStatus(Response response) {
        return switch (response.status()) {
            case NOT_FOUND, METHOD_NOT_ALLOWED, NOT_IMPLEMENTED -> true;
            default -> false;
        };
    }

    /** Each question has a key of its own: servers that remember keys must not answer it from memory. */
    private Request question() {
        return post(endpoint, HttpMessages.status(call), HttpMessages.key(call) + ".status." + UUID.randomUUID());
    }

    private static Request post(Endpoint endpoint, String body, String key) {
        return Request.post(endpoint, "application/json", body)
                .header("Accept", "application/json")
                .header("Idempotency-Key", key);
    }

    private TargetAnswer refused(Response response) {
        String sentence = sentence("answered HTTP " + response.status(), read(response));
        return PatientSender.isPassing(response) ? TargetAnswer.failedForNow(sentence) : TargetAnswer.failed(sentence);
    }

    private HttpMessages.Said read(Response response) {
        return HttpMessages.read(response, endpoint.headers());
    }

    private String sentence(String what, HttpMessages.Said said) {
        return endpoint.name() + " " + what + (said.error().isEmpty() ? "" : ": " + said.error());
    }
}
