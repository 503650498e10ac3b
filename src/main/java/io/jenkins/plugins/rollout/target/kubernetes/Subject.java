package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.engine.TargetCall;
import io.jenkins.plugins.rollout.http.HttpFailure;
import java.util.Optional;

/**
 * A kind of object that a phase changes: which fields of it are ours, what goes into them, and when it has come about.
 * What stands in these fields is called their <em>setting</em>, in a form of the kind's own, which goes into the
 * {@link Mark}.
 */
interface Subject {
    Coordinates where();

    /** Name of the mark's annotation: one for each thing that targets set in one object. */
    String annotation(ObjectNode live);

    /**
     * What stands in our fields.
     *
     * @throws HttpFailure when the object is not as the target needs it
     */
    JsonNode setting(ObjectNode live);

    /**
     * What a deployment puts there.
     *
     * @throws HttpFailure when the object cannot take it
     */
    JsonNode wanted(ObjectNode live, TargetCall call);

    /**
     * Writes a setting into what is about to be applied.
     *
     * @param applied the fields that are ours already, as they are in the cluster now
     * @param live the whole object as it is in the cluster now
     */
    void write(ObjectNode applied, ObjectNode live, JsonNode setting);

    /** How far a deployment is, once its setting stands there. */
    Progress deployed(ObjectNode live, Mark mark);

    /** How far an undo is, once the former setting stands there again. */
    Progress undone(ObjectNode live, Mark mark);

    /** A merge patch that an undo sends before it puts anything back; not where somebody else has set something. */
    default Optional<ObjectNode> beforeUndo(ObjectNode live) {
        return Optional.empty();
    }

    /** Whether an undo leaves alone what somebody else has set meanwhile, because that is not our version either. */
    default boolean leavesForeign() {
        return true;
    }

    /** A setting in words, for messages: {@code image registry.example/shop:2.4.0}. */
    String words(JsonNode setting);

    static HttpFailure refused(String message) {
        return new HttpFailure(HttpFailure.Kind.REFUSED, message);
    }

    static HttpFailure forNow(String message) {
        return new HttpFailure(HttpFailure.Kind.UNREACHABLE, message);
    }
}
