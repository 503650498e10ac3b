package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a rollout notes on an object that it changes, in an annotation that is applied together with the change: so one is
 * never there without the other. It outlives the controller, and it is how a second one learns of the first.
 *
 * @param rollout id of the rollout
 * @param version that it brings
 * @param operations done here, the oldest first
 * @param before what stood there before the rollout's first operation; an undo puts it back
 * @param set what the last operation put there
 * @param exposure that the last operation reached, in percent; null when its phase names an audience alone
 * @param undone whether the last operation was an undo
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record Mark(
        String rollout,
        String version,
        List<String> operations,
        JsonNode before,
        JsonNode set,
        BigDecimal exposure,
        boolean undone) {
    private static final int REMEMBERED = 40;
    private static final BigDecimal WHOLE = BigDecimal.valueOf(100);
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new ParameterNamesModule()).build();

    Mark {
        Objects.requireNonNull(rollout, "rollout");
        operations = operations == null ? List.of() : List.copyOf(operations);
    }

    /**
     * The mark on an object.
     *
     * @throws io.jenkins.plugins.rollout.http.HttpFailure when somebody has made something unreadable of it
     */
    static Optional<Mark> of(ObjectNode live, String annotation) {
        String text = live.path("metadata").path("annotations").path(annotation).textValue();
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(text, Mark.class));
        } catch (JsonProcessingException e) {
            throw Subject.refused("the annotation " + annotation
                    + " is not as this plugin wrote it; put the object right by hand and remove the annotation");
        }
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a mark is data", e);
        }
    }

    boolean knows(String operation) {
        return operations.contains(operation);
    }

    /** Whether its rollout has nothing left here to take back: all of it is in, or none. */
    boolean isSettled() {
        return undone || exposure != null && exposure.compareTo(WHOLE) >= 0;
    }

    Mark deployed(String operation, JsonNode newSet, BigDecimal newExposure) {
        return new Mark(rollout, version, with(operation), before, newSet, newExposure, false);
    }

    Mark undone(String operation, JsonNode left) {
        return new Mark(rollout, version, with(operation), before, left, BigDecimal.ZERO, true);
    }

    private List<String> with(String operation) {
        var all = new ArrayList<>(operations);
        all.add(operation);
        return all.subList(Math.max(0, all.size() - REMEMBERED), all.size());
    }
}
