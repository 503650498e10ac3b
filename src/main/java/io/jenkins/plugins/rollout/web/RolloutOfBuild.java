package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.rollout.audit.RolloutCheck;
import io.jenkins.plugins.rollout.audit.Verification;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.service.RolloutService;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One rollout of a build, to look at and to act upon; what cannot be is a {@link Refusal}. */
final class RolloutOfBuild {
    /** At most so many events in one answer; {@code more} says when there are more. */
    static final int EVENTS = 1000;

    private static final long PATIENCE_SECONDS = 30;
    private static final Logger LOGGER = Logger.getLogger(RolloutOfBuild.class.getName());

    private final Run<?, ?> run;
    private final String id;

    RolloutOfBuild(Run<?, ?> run, String id) {
        this.run = run;
        this.id = id;
    }

    Run<?, ?> run() {
        return run;
    }

    String id() {
        return id;
    }

    /** Everything that happened after a sequence. */
    List<Told> after(long sequence) throws IOException {
        return Timelines.get().told(run, id, timeline(), sequence, Integer.MAX_VALUE);
    }

    /**
     * What happened after a sequence, with its sentences.
     *
     * @param state whether the state is wanted besides
     */
    ObjectNode events(Timeline timeline, Viewer viewer, long after, boolean state) throws IOException {
        List<Told> told = Timelines.get().told(run, id, timeline, after, EVENTS);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        long last = told.isEmpty() ? after : told.get(told.size() - 1).sequence();
        json.put("sequence", last);
        json.put("more", timeline.sequence() > last);
        ArrayNode events = json.putArray("events");
        told.forEach(one -> events.add(StateView.event(one)));
        if (state) {
            json.set("state", state(timeline, viewer));
        }
        return json;
    }

    /** What a viewer sees of it now. */
    ObjectNode state(Timeline timeline, Viewer viewer) {
        ObjectNode json = new StateView(timeline, viewer, RolloutService.get().engine().place(id)).json(Instant.now());
        json.set("feedback", new FeedbackView(this, viewer).summary());
        return json;
    }

    /**
     * Asks the engine for what somebody wants.
     *
     * @return the sequence of the last event that followed, or of the last there is when nothing was left to do
     */
    long act(Act act, Actor actor, RequestBody body) throws IOException {
        return submit(act.command(actor, body));
    }

    /** The same for a command that is ready. */
    long submit(Command.Human command) throws IOException {
        Decision decision = decide(command);
        if (decision instanceof Decision.Refused refused) {
            throw refusal(refused);
        }
        List<Entry> entries = ((Decision.Accepted) decision).entries();
        return entries.isEmpty() ? timeline().sequence() : entries.get(entries.size() - 1).sequence();
    }

    private Decision decide(Command.Human command) throws IOException {
        try {
            return RolloutService.get()
                    .engine()
                    .submit(id, command)
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before rollout " + id + " answered", e);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, "no answer from rollout " + id, e);
            throw new Refusal(
                    HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
                    "the rollout did not answer; look at its page before you try again",
                    "");
        }
    }

    /** A rollout that has ended is known all the same: the journal says so. */
    private Refusal refusal(Decision.Refused refused) throws IOException {
        if (refused.reason() == Decision.Reason.UNKNOWN && timeline().isEnded()) {
            return new Refusal(
                    HttpServletResponse.SC_CONFLICT,
                    "the rollout has ended: " + timeline().state().orElseThrow().cause(),
                    "");
        }
        return Refusal.of(refused);
    }

    /** Checks every record of its journal, and that it says what the audit trail was told. */
    Verification verify() throws IOException {
        Path directory = RolloutService.directory(run, id);
        RolloutCheck check = new RolloutCheck(directory)
                .told(RolloutService.get().audit().store(), id, Instant.ofEpochMilli(run.getTimeInMillis()));
        try {
            return check.verify();
        } catch (NoSuchFileException e) {
            throw notBegun();
        }
    }

    /** The first record that does not verify, by the chain alone; pages ask for it each time they are opened. */
    Optional<Verification.FirstBad> damage() {
        try {
            return Optional.ofNullable(new RolloutCheck(RolloutService.directory(run, id)).chain().firstBad());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "nothing to check of rollout " + id, e);
            return Optional.empty();
        }
    }

    /** What is known of it now. */
    Timeline timeline() {
        try {
            return Timelines.get().of(run, id).orElseThrow(RolloutOfBuild::notBegun);
        } catch (IOException e) {
            throw new Refusal(HttpServletResponse.SC_INTERNAL_SERVER_ERROR, String.valueOf(e.getMessage()), "");
        }
    }

    static Refusal notBegun() {
        return new Refusal(HttpServletResponse.SC_NOT_FOUND, "this rollout has not begun yet", "");
    }
}
