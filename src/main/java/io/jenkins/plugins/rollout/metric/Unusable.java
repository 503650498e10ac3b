package io.jenkins.plugins.rollout.metric;

/** There is no sample, and the message says why: one sentence for people, without secrets. Becomes NO_DATA. */
public final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unusable(String why) {
        super(why);
    }
}
