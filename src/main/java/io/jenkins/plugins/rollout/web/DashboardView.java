package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.history.Course;
import io.jenkins.plugins.rollout.history.Pages;
import io.jenkins.plugins.rollout.history.Place;
import io.jenkins.plugins.rollout.history.Remnant;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Standing;
import io.jenkins.plugins.rollout.service.HistoryKeeper;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the dashboard shows to one person, as JSON. */
final class DashboardView {
    private static final int MOST_WAITING = 10;
    private static final int MOST_PLACES = 200;
    private final Sight sight = new Sight();

    /**
     * Which part of it.
     *
     * @param application exactly this one; empty for all
     * @param environment exactly this one; empty for all
     * @param before where the page of past rollouts begins; empty for the first
     * @param most how many past rollouts
     */
    record Part(String application, String environment, String before, int most) {
        boolean wants(String itsApplication, String itsEnvironment) {
            return (application.isEmpty() || application.equals(itsApplication))
                    && (environment.isEmpty() || environment.equals(itsEnvironment));
        }
    }

    /** @throws IllegalArgumentException when there is no such page */
    ObjectNode json(HistoryKeeper history, Part part) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("application", part.application()).put("environment", part.environment());
        json.put("maySay", sight.all());
        ArrayNode places = json.putArray("places");
        for (Place place : history.places()) {
            if (part.wants(place.application(), place.environment()) && places.size() <= MOST_PLACES) {
                place(place).ifPresent(places::add);
            }
        }
        json.put("morePlaces", places.size() > MOST_PLACES);
        if (places.size() > MOST_PLACES) {
            places.remove(MOST_PLACES);
        }
        Pages.Page page = history.pages().read(part.before(), part.most(), course ->
                part.wants(course.application(), course.environment()) && sight.sees(course.build()));
        ArrayNode rollouts = json.putArray("rollouts");
        page.rollouts().forEach(course -> rollouts.add(past(course)));
        json.put("next", page.next());
        return json;
    }

    /** Empty where nothing is for this person. */
    private Optional<ObjectNode> place(Place place) {
        List<Course> open = place.open().stream().filter(course -> sight.sees(course.build())).toList();
        List<Remnant> remnants =
                place.remnants().stream().filter(remnant -> sight.sees(remnant.build())).toList();
        Standing standing = place.live().orElse(null);
        boolean known = standing != null && sight.sees(standing.build());
        boolean something = !open.isEmpty() || !remnants.isEmpty() || known;
        if (!something) {
            return Optional.empty();
        }
        boolean said = standing != null && place.said() != null; // nobody's job, but for whoever sees the place
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("application", place.application()).put("environment", place.environment());
        if (known || said) {
            json.set("live", live(place, standing));
        }
        json.put("hidden", standing != null && !known && !said);
        json.put("mixed", place.isMixed());
        ArrayNode left = json.putArray("left");
        remnants.forEach(remnant -> left.add(remnant(remnant)));
        ArrayNode underWay = json.putArray("underWay");
        var waiting = new ArrayList<Course>();
        for (Course course : open) {
            if (course.started() == null) {
                waiting.add(course);
            } else {
                underWay.add(underWay(course));
            }
        }
        json.put("waiting", waiting.size());
        ArrayNode queue = json.putArray("queue");
        waiting.stream().limit(MOST_WAITING).forEach(course -> queue.add(of(course).put(
                "since", course.declared().toString())));
        return Optional.of(json);
    }

    private ObjectNode live(Place place, Standing standing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", standing.version()).put("since", standing.since().toString());
        if (place.said() != null) {
            json.put("saidBy", place.said().name()).put("reason", place.said().reason());
        }
        return linked(json, standing.build(), standing.rollout());
    }

    private ObjectNode remnant(Remnant remnant) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("version", remnant.version()).put("reach", remnant.reach()).put("why", remnant.why());
        json.put("since", remnant.since().toString());
        return linked(json, remnant.build(), remnant.rollout());
    }

    private ObjectNode underWay(Course course) {
        ObjectNode json = of(course).put("since", course.started().toString());
        RolloutState state = RolloutService.get().engine().state(course.rollout()).orElse(null);
        if (state != null) {
            json.put("status", status(state));
            state.currentPhase().ifPresent(phase -> json.put("phase", phase.name()));
        }
        if (course.isTakenOut() && !course.isOut()) {
            json.put("tookOver", course.taken().version());
        }
        return json;
    }

    /** In the words of the rollout's own page. */
    private static String status(RolloutState state) {
        Optional<PhaseState> phase = state.currentPhase();
        if (state.status() == RolloutState.Status.ROLLING_BACK) {
            return "rollingBack";
        }
        if (state.pause() != null) {
            return "paused";
        }
        if (state.held() != null) {
            return "held";
        }
        if (phase.map(PhaseState::ask).isPresent()) {
            return "asking";
        }
        return phase.map(PhaseState::window).isPresent() ? "closed" : "running";
    }

    private ObjectNode past(Course course) {
        ObjectNode json = of(course).put("result", course.result().name()).put("cause", course.cause());
        json.put("started", (course.started() == null ? course.declared() : course.started()).toString());
        json.put("ended", course.ended().toString());
        return course.undone() == null ? json : json.put("undone", course.undone());
    }

    private ObjectNode of(Course course) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("rollout", course.rollout());
        json.put("application", course.application()).put("environment", course.environment());
        json.put("version", course.version()).put("previousVersion", course.previousVersion());
        BigDecimal exposure = course.exposure();
        json.put("exposure", exposure == null ? null : exposure.toPlainString());
        ArrayNode audiences = json.putArray("audiences");
        course.audiences().forEach(audiences::add);
        return linked(json, course.build(), course.rollout());
    }

    private ObjectNode linked(ObjectNode json, String build, String rollout) {
        return json.put("build", sight.sees(build) ? build : null).put("url", sight.page(build, rollout));
    }
}
