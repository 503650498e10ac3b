package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.feedback.Declined;
import io.jenkins.plugins.rollout.feedback.FeedbackCsv;
import io.jenkins.plugins.rollout.feedback.Person;
import io.jenkins.plugins.rollout.feedback.Response;
import io.jenkins.plugins.rollout.feedback.Source;
import io.jenkins.plugins.rollout.feedback.Utterance;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.FeedbackService;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** What somebody wants to say about a rollout, or have deleted. Whoever is logged in and may look may speak. */
final class FeedbackRequests {
    private final RolloutOfBuild rollout;
    private final Viewer viewer;

    FeedbackRequests(RolloutOfBuild rollout, Viewer viewer) {
        this.rollout = rollout;
        this.viewer = viewer;
    }

    /** {@code score}, {@code comment}, {@code phase}, {@code anonymous}. */
    ObjectNode rate(RequestBody body) throws IOException {
        Boolean anonymous = body.first("anonymous") == null ? null : body.says("anonymous");
        Utterance said = utterance(body, Administration.get().feedbackNames().keeps(anonymous));
        return keep(state -> said.rating(state, body.one("score"), Instant.now()));
    }

    /** {@code ok}, {@code comment}, {@code phase}, {@code item} as often as there are items. */
    ObjectNode signOff(RequestBody body) throws IOException {
        Utterance said = utterance(body, true);
        return keep(state -> said.signOff(state, body.first("ok"), body.all("item"), Instant.now()));
    }

    private Utterance utterance(RequestBody body, boolean named) {
        if (viewer.anonymous()) {
            throw new Refusal(HttpServletResponse.SC_FORBIDDEN, "log in first; your name need not be kept", "");
        }
        Actor by = viewer.actor();
        Person person = named ? new Person(by.id(), by.name()) : null;
        return new Utterance(Source.PERSON, person, by.groups(), body.first("phase"), body.first("comment"), null);
    }

    private interface Saying {
        Response in(RolloutState state) throws Declined;
    }

    private ObjectNode keep(Saying saying) throws IOException {
        try {
            Response response = saying.in(rollout.timeline().state().orElseThrow(RolloutOfBuild::notBegun));
            FeedbackService.get().add(rollout.run(), rollout.id(), response);
            return done().put("id", response.id()).put("phase", response.phase());
        } catch (Declined e) {
            throw refusal(e);
        }
    }

    /**
     * Takes over a file with ratings, all of them or none.
     *
     * @param file its bytes, one more than there may be when it is too large
     */
    ObjectNode importFile(byte[] file) throws IOException {
        Actor by = viewer.actor();
        if (!by.may(RolloutPermission.OPERATE)) {
            throw new Refusal(
                    HttpServletResponse.SC_FORBIDDEN,
                    by.id() + " lacks the permission " + RolloutPermission.OPERATE.title(),
                    "");
        }
        if (file.length > FeedbackCsv.LARGEST) {
            throw new Refusal(
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "the file is larger than " + FeedbackCsv.LARGEST / 1024 + " KiB; import it in parts",
                    "");
        }
        try {
            RolloutState state = rollout.timeline().state().orElseThrow(RolloutOfBuild::notBegun);
            List<Response> read =
                    new FeedbackCsv(state, Administration.get().feedbackNames(), Instant.now()).read(file);
            int added = FeedbackService.get().addAll(rollout.run(), rollout.id(), read, by);
            return done().put("read", read.size()).put("added", added);
        } catch (Declined e) {
            throw refusal(e);
        }
    }

    /** {@code id} of one response, {@code mine=true} for all of one's own, {@code person} for all of somebody. */
    ObjectNode delete(RequestBody body) throws IOException {
        if (viewer.anonymous()) {
            throw new Refusal(HttpServletResponse.SC_FORBIDDEN, "log in first", "");
        }
        Actor by = viewer.actor();
        String id = body.first("id");
        String person = body.first("person");
        if (person != null && !by.may(RolloutPermission.CONFIGURE)) {
            throw new Refusal(
                    HttpServletResponse.SC_FORBIDDEN,
                    by.id() + " lacks the permission " + RolloutPermission.CONFIGURE.title()
                            + "; what you said yourself you delete with mine=true",
                    "");
        }
        Predicate<Response> which = id != null
                ? response -> response.id().equals(id)
                : person != null
                        ? response -> response.person() != null && response.person().id().equals(person)
                        : response -> FeedbackService.isBy(response, by);
        if (id == null && person == null && !body.says("mine")) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "id: is missing; or write mine=true", "id");
        }
        int deleted = FeedbackService.get().forget(rollout.run(), rollout.id(), which, id, by);
        if (deleted == 0 && id != null) {
            throw new Refusal(
                    HttpServletResponse.SC_NOT_FOUND, "nothing of that id is there that you may delete", "id");
        }
        return done().put("deleted", deleted);
    }

    private ObjectNode done() {
        return JsonNodeFactory.instance.objectNode().put("sequence", rollout.timeline().sequence());
    }

    static Refusal refusal(Declined e) {
        int status = switch (e.reason()) {
            case INVALID -> HttpServletResponse.SC_BAD_REQUEST;
            case FORBIDDEN -> HttpServletResponse.SC_FORBIDDEN;
            case CONFLICT -> HttpServletResponse.SC_CONFLICT;
        };
        return new Refusal(status, e.getMessage(), e.field());
    }
}
