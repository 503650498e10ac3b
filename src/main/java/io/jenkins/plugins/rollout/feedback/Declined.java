package io.jenkins.plugins.rollout.feedback;

/** Something that was said and is not kept. */
public final class Declined extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, for programs. */
    public enum Reason {
        /** It is not well written. */
        INVALID,
        /** The person may not say it. */
        FORBIDDEN,
        /** It does not fit what the rollout is, or there is no room. */
        CONFLICT
    }

    private final Reason reason;
    private final String field;

    /**
     * @param message one sentence that names the mend
     * @param field that is wrong; empty when none is
     */
    public Declined(Reason reason, String field, String message) {
        super(message);
        this.reason = reason;
        this.field = field;
    }

    static Declined invalid(String field, String message) {
        return new Declined(Reason.INVALID, field, field + ": " + message);
    }

    public Reason reason() {
        return reason;
    }

    public String field() {
        return field;
    }
}
