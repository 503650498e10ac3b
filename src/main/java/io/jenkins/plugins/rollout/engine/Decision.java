package io.jenkins.plugins.rollout.engine;

import io.jenkins.plugins.rollout.model.Entry;
import java.util.List;

/** The answer to a command. */
public sealed interface Decision {

    /** It is so, and this is what happens. The list is empty when there was nothing left to do: asking twice is no error. */
    record Accepted(List<Entry> entries) implements Decision {
        public Accepted {
            entries = List.copyOf(entries);
        }
    }

    /**
     * It cannot be.
     *
     * @param reason why, as HTTP statuses have it
     * @param error one sentence that names the mend
     * @param field the field of the request that is wrong; empty when none is
     */
    record Refused(Reason reason, String error, String field) implements Decision {}

    enum Reason {
        /** 400: the request itself is wrong. */
        INVALID,
        /** 403: the person may not. */
        FORBIDDEN,
        /** 404: there is no such rollout. */
        UNKNOWN,
        /** 409: not in the state the rollout is in. */
        CONFLICT
    }

    static Refused invalid(String error, String field) {
        return new Refused(Reason.INVALID, error, field);
    }

    static Refused forbidden(String error) {
        return new Refused(Reason.FORBIDDEN, error, "");
    }

    static Refused conflict(String error) {
        return new Refused(Reason.CONFLICT, error, "");
    }
}
