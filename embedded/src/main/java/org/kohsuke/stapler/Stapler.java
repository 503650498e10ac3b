package org.kohsuke.stapler;

/** Finds the request that the current thread serves. */
public final class Stapler {
    private static final ThreadLocal<StaplerRequest2> REQUEST = new ThreadLocal<>();
    private static final ThreadLocal<StaplerResponse2> RESPONSE = new ThreadLocal<>();

    private Stapler() {}

    /** The request, or null on a thread that serves none. */
    public static StaplerRequest2 getCurrentRequest2() {
        return REQUEST.get();
    }

    public static StaplerResponse2 getCurrentResponse2() {
        return RESPONSE.get();
    }

    /** For the dispatcher alone: sets what this thread serves; null for nothing. */
    public static void serve(StaplerRequest2 request, StaplerResponse2 response) {
        if (request == null) {
            REQUEST.remove();
            RESPONSE.remove();
        } else {
            REQUEST.set(request);
            RESPONSE.set(response);
        }
    }
}
