package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.Run;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.model.Action;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.TargetAnswer;
import io.jenkins.plugins.rollout.target.Observation;
import io.jenkins.plugins.rollout.target.TargetContext;
import io.jenkins.plugins.rollout.target.Undertaking;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One operation of the {@code kubernetes} target. It changes the object once, whatever it takes to find out that it has,
 * and then looks at it from time to time until the change has come about; no thread waits in between.
 */
final class KubernetesOperation {
    private static final Logger LOGGER = Logger.getLogger(KubernetesOperation.class.getName());

    /** How often a change is made anew from what somebody else has made of the object meanwhile. */
    private static final int ATTEMPTS = 5;

    /** How soon the object is looked at again at first; doubled up to the target's rhythm. */
    private static final Duration SOON = Duration.ofMillis(250);

    private final KubernetesTarget target;
    private final Subject subject;
    private final TargetCall call;
    private final TargetContext context;

    KubernetesOperation(KubernetesTarget target, TargetCall call, TargetContext context) {
        this.target = target;
        this.subject = target.subject();
        this.call = call;
        this.context = context;
    }

    /** Makes the change, or finds it made, and stays with it until it is over. */
    CompletionStage<TargetAnswer> perform() {
        var answer = new Undertaking<TargetAnswer>();
        long until = System.nanoTime() + target.patience().toNanos();
        answer.await(context.blocking(() -> with(this::change)), told -> watch(answer, told, until, SOON));
        return answer.result();
    }

    private void watch(Undertaking<TargetAnswer> answer, String told, long until, Duration wait) {
        Consumer<Observation> next = seen -> {
            switch (seen.state()) {
                case DONE -> answer.end(TargetAnswer.done(join(told, seen.message())));
                case RUNNING -> again(answer, told, until, wait, seen.message());
                default -> answer.end(TargetAnswer.failed(join(told, seen.message())));
            }
        };
        answer.await(context.blocking(() -> with(api -> look(api, true))), next, failure -> {
            if (HttpFailure.unwrap(failure) instanceof HttpFailure http && http.isPassing()) {
                again(answer, told, until, wait, http.getMessage());
            } else {
                answer.fail(HttpFailure.unwrap(failure));
            }
        });
    }

    private void again(Undertaking<TargetAnswer> answer, String told, long until, Duration wait, String seen) {
        Duration twice = wait.multipliedBy(2);
        Duration next = twice.compareTo(target.rhythm()) < 0 ? twice : target.rhythm();
        if (until - System.nanoTime() > wait.toNanos()) {
            answer.later(wait, () -> watch(answer, told, until, next));
        } else {
            answer.end(TargetAnswer.failed(
                    join(told, "not complete after " + Durations.text(target.patience()) + ": " + seen)));
        }
    }

    /** Tells what became of the operation. */
    CompletionStage<Observation> observe() {
        return context.blocking(() -> {
            try {
                return with(api -> look(api, false));
            } catch (HttpFailure e) {
                return Observation.unknown(e.getMessage());
            }
        });
    }

    private <T> T with(Function<ApiServer, T> work) {
        var endpoints = context.endpoints().askedBy(call.situation().rolloutId());
        try (ApiServer api = ApiServer.open(endpoints, target.getServer(), target.getNamespace())) {
            return work.apply(api);
        }
    }

    /** Makes the change unless it is made; returns it in words. */
    private String change(ApiServer api) {
        for (int i = 0; i < ATTEMPTS; i++) {
            ObjectNode live = api.get(subject.where());
            try {
                String annotation = subject.annotation(live);
                Optional<Mark> mark = Mark.of(live, annotation);
                return call.action() == Action.DEPLOY
                        ? deploy(api, live, annotation, mark)
                        : undo(api, live, annotation, mark);
            } catch (ApiServer.Outdated e) {
                continue; // the object as it is now, then
            }
        }
        throw Subject.forNow(subject.where() + " is changed by somebody else again and again");
    }

    private String deploy(ApiServer api, ObjectNode live, String annotation, Optional<Mark> found) {
        Optional<Mark> ours = found.filter(this::isOurs);
        if (ours.isPresent() && ours.get().knows(call.operation())) {
            return subject.words(ours.get().set());
        }
        JsonNode wanted = subject.wanted(live, call);
        Mark mark = ours.filter(old -> !old.undone()).orElseGet(() -> begin(live, found));
        apply(api, live, annotation, mark.deployed(call.operation(), wanted, call.reach().exposure()), target.isForce());
        return subject.words(wanted);
    }

    private Mark begin(ObjectNode live, Optional<Mark> found) {
        found.filter(other -> !isOurs(other)).ifPresent(this::checkOver);
        List<String> operations = found.filter(this::isOurs).map(Mark::operations).orElse(List.of());
        return new Mark(
                call.situation().rolloutId(),
                call.situation().version(),
                operations,
                subject.setting(live),
                null,
                null,
                false);
    }

    /** Another rollout's way back must not be lost while it may still be taken. */
    private void checkOver(Mark other) {
        Optional<Run<?, ?>> build = context.build(other.rollout());
        boolean here = build.isPresent()
                && build.get().equals(context.build(call).orElse(null));
        if (here ? !other.isSettled() : build.isPresent() && build.get().isBuilding()) {
            throw Subject.forNow(subject.where() + " is still in the hands of the rollout " + other.rollout());
        }
        if (build.isEmpty() && !other.isSettled()) {
            throw Subject.refused(subject.where() + " is in the hands of the rollout " + other.rollout() + " of version "
                    + other.version() + ", which this controller does not know, and which has not come to an end there;"
                    + " undo it where it runs, or put the object right by hand and remove our annotation from it");
        }
    }

    private String undo(ApiServer api, ObjectNode live, String annotation, Optional<Mark> found) {
        Optional<Mark> ours = found.filter(this::isOurs);
        if (ours.isEmpty()) {
            return "nothing of this rollout is there";
        }
        Mark mark = ours.get();
        if (mark.undone()) {
            return "put back to " + subject.words(mark.set());
        }
        JsonNode now = subject.setting(live);
        boolean foreign = subject.leavesForeign() && !now.equals(mark.set());
        if (!foreign && subject.beforeUndo(live).isPresent()) {
            api.merge(subject.where(), subject.beforeUndo(live).get());
            throw new ApiServer.Outdated(); // what is applied next is made from the object as it is then
        }
        JsonNode left = foreign ? now : mark.before();
        // by force: who changed something else of it meanwhile keeps that, for it stands in what is applied
        apply(api, live, annotation, mark.undone(call.operation(), left), true);
        return foreign
                ? "somebody has changed it to " + subject.words(now) + " meanwhile, which was left"
                : "put back to " + subject.words(left);
    }

    private void apply(ApiServer api, ObjectNode live, String annotation, Mark mark, boolean force) {
        ObjectNode fields = OwnFields.of(live, ApiServer.FIELD_MANAGER);
        ObjectNode metadata = fields.withObjectProperty("metadata");
        metadata.set("resourceVersion", live.path("metadata").get("resourceVersion"));
        metadata.withObjectProperty("annotations").put(annotation, mark.text());
        subject.write(fields, live, mark.set());
        api.apply(subject.where(), fields, force);
    }

    /** Where the operation stands; pushes the object on when it would stay where it is. */
    private Observation look(ApiServer api, boolean underWay) {
        ObjectNode live = api.get(subject.where());
        Optional<Mark> mark = Mark.of(live, subject.annotation(live)).filter(this::isOurs);
        if (call.action() == Action.UNDO && mark.isEmpty()) {
            return Observation.done("nothing of this rollout is there");
        }
        if (mark.isEmpty() || !knows(mark.get())) {
            return Observation.unknown(subject.where() + " has no note of this operation");
        }
        JsonNode now = subject.setting(live);
        if (!now.equals(mark.get().set())) {
            return Observation.changed(subject.where() + " has " + subject.words(now) + " now; the rollout had set "
                    + subject.words(mark.get().set()));
        }
        if (call.action() == Action.DEPLOY && mark.get().undone()) {
            return Observation.changed("it was undone since");
        }
        if (call.action() == Action.UNDO && !mark.get().set().equals(mark.get().before())) {
            return Observation.done("it has what somebody else has set");
        }
        Progress progress = call.action() == Action.DEPLOY
                ? subject.deployed(live, mark.get())
                : subject.undone(live, mark.get());
        if (progress.push().isPresent() && !underWay) {
            return Observation.unknown(progress.seen().message() + "; sent again, the operation goes on");
        }
        progress.push().ifPresent(patch -> push(api, patch));
        return progress.seen();
    }

    private void push(ApiServer api, ObjectNode patch) {
        try {
            api.merge(subject.where(), patch);
        } catch (ApiServer.Outdated e) {
            LOGGER.log(Level.FINE, e, () -> subject.where() + " changes just now; the next look sees what is to be done");
        }
    }

    /** An undo stands for those that come after it: each of a rollout's phases sends one, and the first does it. */
    private boolean knows(Mark mark) {
        return mark.knows(call.operation()) || call.action() == Action.UNDO && mark.undone();
    }

    private boolean isOurs(Mark mark) {
        return mark.rollout().equals(call.situation().rolloutId());
    }

    private static String join(String first, String second) {
        return second.isEmpty() ? first : first + "; " + second;
    }
}
