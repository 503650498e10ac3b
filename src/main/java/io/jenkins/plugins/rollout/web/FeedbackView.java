package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.Permitted;
import io.jenkins.plugins.rollout.feedback.Heard;
import io.jenkins.plugins.rollout.feedback.Response;
import io.jenkins.plugins.rollout.feedback.Scale;
import io.jenkins.plugins.rollout.feedback.SignOffList;
import io.jenkins.plugins.rollout.feedback.SignOffs;
import io.jenkins.plugins.rollout.feedback.Source;
import io.jenkins.plugins.rollout.feedback.Tally;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.FeedbackService;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a viewer sees of what was said about a rollout. Everybody who may look sees numbers and their own words; names and
 * comments of others are for those who work on the rollout.
 */
final class FeedbackView {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Logger LOGGER = Logger.getLogger(FeedbackView.class.getName());

    private final RolloutOfBuild rollout;
    private final Viewer viewer;

    FeedbackView(RolloutOfBuild rollout, Viewer viewer) {
        this.rollout = rollout;
        this.viewer = viewer;
    }

    /** What the page is painted from. Says so when what was said cannot be read. */
    ObjectNode summary() {
        try {
            return summary(state(), said());
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "what was said about rollout " + rollout.id() + " cannot be read", e);
            return JSON.objectNode().put("error", "what was said cannot be read; the controller's log says why");
        }
    }

    /** The same, with all that the viewer may read. */
    ObjectNode everything() throws IOException {
        RolloutState state = state();
        List<Response> said = said();
        ObjectNode json = summary(state, said);
        boolean works = worksOnIt(state);
        ArrayNode responses = json.putArray("responses");
        said.stream().filter(response -> works || isMine(response)).forEach(response -> responses.add(response(response)));
        return json;
    }

    private RolloutState state() {
        return rollout.timeline().state().orElseThrow(RolloutOfBuild::notBegun);
    }

    private List<Response> said() throws IOException {
        return FeedbackService.get().all(rollout.run(), rollout.id());
    }

    /** Approvers and operators decide with it, and those who may configure answer for it. */
    private boolean worksOnIt(RolloutState state) {
        Actor by = viewer.actor();
        Set<String> may = Permitted.actions(state, by, viewer.rules(), Instant.now());
        return !viewer.anonymous()
                && (by.may(RolloutPermission.APPROVE)
                        || by.may(RolloutPermission.OPERATE)
                        || by.may(RolloutPermission.CONFIGURE)
                        || may.contains("approve")
                        || may.contains("reject"));
    }

    private boolean isMine(Response response) {
        return !viewer.anonymous() && FeedbackService.isBy(response, viewer.actor());
    }

    private ObjectNode summary(RolloutState state, List<Response> said) {
        ObjectNode json = JSON.objectNode();
        json.putObject("scale").put("worst", Scale.WORST).put("best", Scale.BEST);
        json.put("about", Heard.usualPhase(state));
        json.put("may", !viewer.anonymous());
        json.put("mayImport", viewer.actor().may(RolloutPermission.OPERATE));
        json.put("mayRead", worksOnIt(state));
        json.put("names", Administration.get().feedbackNames().word());
        ArrayNode phases = json.putArray("phases");
        for (PhaseState phase : state.phases()) {
            Tally tally = Tally.of(said.stream()
                    .filter(response -> response.phase().equals(phase.name()))
                    .toList());
            ObjectNode counted = phases.addObject()
                    .put("name", phase.name())
                    .put("count", tally.count())
                    .put("mean", tally.count() == 0 ? null : tally.mean())
                    .put("negative", tally.negative());
            ArrayNode scores = counted.putArray("scores");
            tally.scores().forEach(scores::add);
        }
        ArrayNode signOffs = json.putArray("signOffs");
        boolean works = worksOnIt(state);
        SignOffList.of(state).forEach(list -> signOffs.add(signOffs(list, said, works)));
        ArrayNode mine = json.putArray("mine");
        said.stream().filter(this::isMine).forEach(response -> mine.add(response(response)));
        return json;
    }

    private ObjectNode signOffs(SignOffList list, List<Response> said, boolean works) {
        Actor by = viewer.actor();
        boolean asked = !viewer.anonymous() && !list.as(by.id(), by.groups()).isEmpty();
        SignOffs signOffs = list.signOffs(said);
        ObjectNode json = JSON.objectNode()
                .put("phase", list.phase())
                .put("stage", list.stage().word())
                .put("name", list.name())
                .put("about", list.about())
                .put("wanted", signOffs.wanted())
                .put("signed", signOffs.signed())
                .put("refused", signOffs.refusals().size())
                .put("complete", signOffs.complete() && signOffs.refusals().isEmpty())
                .put("asked", asked);
        ArrayNode items = json.putArray("items");
        list.items().forEach(items::add);
        if (works || asked) {
            ArrayNode missing = json.putArray("missing");
            signOffs.missing().forEach(missing::add);
            ArrayNode given = json.putArray("given");
            signOffs.given().forEach(response -> given.add(response(response)));
            signOffs.refusals().forEach(response -> given.add(response(response)));
        }
        return json;
    }

    /** With its id for those who may delete it. */
    private ObjectNode response(Response response) {
        ObjectNode json = JSON.objectNode()
                .put("phase", response.phase())
                .put("at", response.at().toString())
                .put("source", response.source().name().toLowerCase(Locale.ROOT));
        if (isMine(response) || viewer.actor().may(RolloutPermission.CONFIGURE)) {
            json.put("id", response.id());
        }
        if (response.person() != null) {
            json.put("by", response.person().name());
        }
        if (response.isRating()) {
            json.put("score", response.score());
        } else {
            json.put("ok", response.signOff().ok());
            ArrayNode items = json.putArray("items");
            response.signOff().items().forEach(items::add);
        }
        return json.put("comment", response.comment());
    }
}
