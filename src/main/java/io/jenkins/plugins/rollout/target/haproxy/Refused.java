package io.jenkins.plugins.rollout.target.haproxy;

/** HAProxy will not do it, or it must not be done as things stand. The message is for people. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;

    private Refused(boolean passing, String message) {
        super(message);
        this.passing = passing;
    }

    /** As long as its configuration is as it is. */
    static Refused forGood(String message) {
        return new Refused(false, message);
    }

    /** As things stand; another try may work. */
    static Refused forNow(String message) {
        return new Refused(true, message);
    }

    boolean isPassing() {
        return passing;
    }
}
