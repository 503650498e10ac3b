package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.engine.Decision;
import jakarta.servlet.http.HttpServletResponse;

/** A request that is not done, with its HTTP status. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY_REQUESTS = 429;
    private final int status;
    private final String field;
    private final long retryAfter;

    /**
     * @param error one sentence that names the mend
     * @param field of the request that is wrong; empty when none is
     */
    Refusal(int status, String error, String field) {
        this(status, error, field, 0);
    }

    private Refusal(int status, String error, String field, long retryAfter) {
        super(error, null, false, false);
        this.status = status;
        this.field = field;
        this.retryAfter = retryAfter;
    }

    /** @param retryAfter in how many seconds it may go */
    static Refusal tooMany(long retryAfter) {
        String error = "you ask for too much at once; try again in " + retryAfter + " s";
        return new Refusal(TOO_MANY_REQUESTS, error, "", retryAfter);
    }

    static Refusal of(Decision.Refused refused) {
        int status = switch (refused.reason()) {
            case INVALID -> HttpServletResponse.SC_BAD_REQUEST;
            case FORBIDDEN -> HttpServletResponse.SC_FORBIDDEN;
            case UNKNOWN -> HttpServletResponse.SC_NOT_FOUND;
            case CONFLICT -> HttpServletResponse.SC_CONFLICT;
        };
        return new Refusal(status, refused.error(), refused.field());
    }

    int status() {
        return status;
    }

    String field() {
        return field;
    }

    /** Seconds until it may be tried again; 0 when nothing is known of that. */
    long retryAfter() {
        return retryAfter;
    }
}
