package io.jenkins.plugins.rollout.notify;

import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends what stands in outboxes: for each place of a rollout one message after the other, at most {@value #AT_ONCE} at
 * once and {@value #PER_RECEIVER} to one receiver. Called by one thread at a time.
 */
final class Post {
    private static final Logger LOGGER = System.getLogger(Post.class.getName());

    static final int AT_ONCE = 16;
    static final int PER_RECEIVER = 3;

    /** More than these are not kept in memory: those of receivers that do not answer are given up. */
    static final int MOST = 10_000;

    /** A notifier that does not answer by then has failed for now, whatever it does later. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    /** Where it is told what became of a message. May be called by any thread. */
    interface Answers {
        void answered(Underway underway, Outcome outcome);

        void lookAgain(Duration after);
    }

    /** A message on its way. */
    record Underway(Outbox box, Outbox.Line line, String receiver, int tries) {}

    /** Messages of one rollout to one place. */
    private record Lane(Outbox box, String channel) {}

    private final NotifierContext context;
    private final Dispatcher.OpenRollouts rollouts;
    private final Clock clock;
    private final Patience patience;
    private final Answers answers;
    private final Map<Lane, Deque<Outbox.Line>> lanes = new LinkedHashMap<>();
    private final Map<Lane, Underway> underway = new HashMap<>();
    private final Map<String, Integer> busy = new HashMap<>();
    private final Set<String> known = new HashSet<>();
    private Instant nextLook;

    Post(
            NotifierContext context,
            Dispatcher.OpenRollouts rollouts,
            Clock clock,
            Patience patience,
            Answers answers) {
        this.context = context;
        this.rollouts = rollouts;
        this.clock = clock;
        this.patience = patience;
        this.answers = answers;
    }

    /** Takes what waits in a box. */
    void add(Outbox box) {
        for (Outbox.Line line : box.waiting()) {
            if (known.add(line.item().id())) {
                lanes.computeIfAbsent(new Lane(box, line.item().channel()), lane -> new ArrayDeque<>()).add(line);
            }
        }
    }

    /** Sends what is due and may go. */
    void send() {
        Instant now = clock.instant();
        Instant next = null;
        for (var lane : new ArrayList<>(lanes.entrySet())) {
            Instant due = send(lane.getKey(), lane.getValue(), now);
            next = due != null && (next == null || due.isBefore(next)) ? due : next;
            if (lane.getValue().isEmpty()) {
                lanes.remove(lane.getKey());
            }
        }
        if (next != null && (nextLook == null || !nextLook.isAfter(now) || next.isBefore(nextLook))) {
            nextLook = next;
            answers.lookAgain(Duration.between(now, next));
        }
    }

    /** @return when to look again at this lane; null when an answer will say */
    private Instant send(Lane lane, Deque<Outbox.Line> lines, Instant now) {
        while (!lines.isEmpty() && !underway.containsKey(lane)) {
            Outbox.Line line = lines.peek();
            Note last = line.last();
            if (last != null && last.what() == Note.What.LATER && last.next().isAfter(now)) {
                return last.next();
            }
            if (underway.size() >= AT_ONCE) {
                return null;
            }
            try {
                Optional<String> senseless = senseless(lane.box(), line);
                if (senseless.isPresent()) {
                    over(lane, lines, Note.What.DROPPED, senseless.get(), now);
                } else if (line.wanted().plus(patience.all()).isBefore(now)) {
                    over(lane, lines, Note.What.GIVEN_UP, "not sent in " + words(patience.all()), now);
                } else if (known.size() > MOST) {
                    over(lane, lines, Note.What.GIVEN_UP, "more than " + MOST + " messages wait", now);
                } else if (!begin(lane, lines, line, now)) {
                    return null;
                }
            } catch (IOException e) {
                LOGGER.log(Level.ERROR, "a message in " + lane.box().file() + " cannot be noted; it is tried again", e);
                return now.plus(patience.longest());
            } catch (IllegalStateException e) {
                return null; // the controller shuts down; the next one goes on
            }
        }
        return null;
    }

    private void over(Lane lane, Deque<Outbox.Line> lines, Note.What what, String why, Instant now)
            throws IOException {
        Outbox.Line line = lines.peek();
        int tries = line.maybeSent() ? Math.max(1, line.tries()) : line.tries();
        lane.box().write(Note.of(what, now, line.item().id(), tries, why));
        lines.remove();
        known.remove(line.item().id());
        lane.box().forget();
    }

    private static String words(Duration duration) {
        return Durations.text(duration);
    }

    /** Why nobody need be told this any more. */
    private Optional<String> senseless(Outbox box, Outbox.Line line) {
        Message message = line.item().message();
        String audience = line.item().audience();
        if (message.topic().asks()) {
            return isAsked(message) ? Optional.empty() : Optional.of("answered, or asked anew, meanwhile");
        }
        if (message.topic() == Topic.TAKEN_BACK && !box.isTold(audience)) {
            return Optional.of("its audience was not told that it had the version");
        }
        boolean takenBack = message.topic() == Topic.ARRIVED
                && box.waiting().stream().anyMatch(other -> other.item().audience().equals(audience)
                        && other.item().message().topic() == Topic.TAKEN_BACK);
        return takenBack ? Optional.of("taken back meanwhile") : Optional.empty();
    }

    private boolean isAsked(Message message) {
        return rollouts.find(message.situation().rolloutId())
                .filter(state -> state.build().equals(message.build()) && !state.isEnded())
                .flatMap(state -> asked(state, message.situation().phase()))
                .filter(ask -> !ask.expired() && ask.evidence().equals(message.evidence()))
                .isPresent();
    }

    private static Optional<Ask> asked(RolloutState state, String phase) {
        return state.phase(phase).map(PhaseState::ask);
    }

    /** @return false when its receiver has enough to do */
    private boolean begin(Lane lane, Deque<Outbox.Line> lines, Outbox.Line line, Instant now) throws IOException {
        int tries = line.tries() + 1;
        Notifier notifier;
        try {
            notifier = Reading.make(line.item().definition(), Notifier.class);
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, line.item().name() + " cannot be made again", e);
            over(lane, lines, Note.What.FAILED,
                    "it cannot be made from its definition; is its plugin still installed?", now);
            return true;
        }
        String receiver = notifier.receiver();
        if (busy.getOrDefault(receiver, 0) >= PER_RECEIVER) {
            return false;
        }
        boolean maybeBefore = line.maybeSent();
        lane.box().write(Note.of(Note.What.SENDING, now, line.item().id(), tries, null));
        var begun = new Underway(lane.box(), line, receiver, tries);
        underway.put(lane, begun);
        busy.merge(receiver, 1, Integer::sum);
        Message message = line.item().message();
        sending(notifier, message, maybeBefore)
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(Outcome.again(line.item().name() + " did not answer in " + words(LONGEST)),
                        LONGEST.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((outcome, failure) ->
                        answers.answered(begun, failure == null ? outcome : broken(line.item().name(), failure)));
        return true;
    }

    private CompletionStage<Outcome> sending(Notifier notifier, Message message, boolean maybeBefore) {
        try {
            return notifier.send(message.sent(context.pages().of(message), maybeBefore), context);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Outcome broken(String name, Throwable failure) {
        Throwable inner = HttpFailure.unwrap(failure);
        if (inner instanceof HttpFailure) {
            return Delivery.explain(inner);
        }
        // its message was not written for people and could hold a secret
        LOGGER.log(Level.WARNING, name + " broke", inner);
        return Outcome.failed(name + " broke with " + inner.getClass().getSimpleName()
                + "; the controller's log says more");
    }

    /** What became of a message that was sent. */
    void note(Underway done, Outcome outcome) {
        var lane = new Lane(done.box(), done.line().item().channel());
        if (underway.get(lane) != done) {
            return;
        }
        underway.remove(lane);
        busy.computeIfPresent(done.receiver(), (receiver, many) -> many > 1 ? many - 1 : null);
        Instant now = clock.instant();
        String id = done.line().item().id();
        try {
            done.box().write(switch (outcome.state()) {
                case SENT -> Note.of(Note.What.SENT, now, id, done.tries(), outcome.why());
                case FAILED -> Note.of(Note.What.FAILED, now, id, done.tries(), outcome.why());
                case AGAIN -> later(done, outcome, now);
            });
        } catch (IOException e) {
            LOGGER.log(Level.ERROR, "what became of " + id + " cannot be noted; it may be sent again", e);
            return;
        }
        if (done.line().isOver()) {
            lanes.getOrDefault(lane, new ArrayDeque<>()).remove(done.line());
            known.remove(id);
            done.box().forget();
        }
    }

    private Note later(Underway done, Outcome outcome, Instant now) {
        String id = done.line().item().id();
        Duration wait = patience.after(done.tries(), ThreadLocalRandom.current().nextDouble());
        Duration asked = outcome.pause();
        if (asked != null && asked.compareTo(wait) > 0) {
            wait = asked;
        }
        Instant next = now.plus(wait);
        return next.isAfter(done.line().wanted().plus(patience.all()))
                ? Note.of(Note.What.GIVEN_UP, now, id, done.tries(), outcome.why())
                : Note.later(now, id, done.tries(), outcome.why(), next);
    }
}
