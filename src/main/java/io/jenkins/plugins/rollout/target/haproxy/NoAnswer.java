package io.jenkins.plugins.rollout.target.haproxy;

import io.jenkins.plugins.rollout.http.HttpFailure;
import java.net.ConnectException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;

/** Why HAProxy gave no answer, in words that say what to mend. All of it may pass. */
final class NoAnswer {
    private NoAnswer() {}

    static HttpFailure late(String name, Duration limit) {
        return unreachable(name + " did not answer within " + limit.toSeconds() + " s");
    }

    static HttpFailure tooLong(String name) {
        return unreachable(name + " answers more than 1 MiB; is it the runtime API of HAProxy?");
    }

    static HttpFailure strange(String name) {
        return unreachable(name + " answers something else than HAProxy's runtime API");
    }

    static HttpFailure unknownHost(String name) {
        return unreachable(name + " cannot be reached: its host is not known");
    }

    /** By the kind of failure; its own message could name what is nobody's business. */
    static HttpFailure io(String name, Exception e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnresolvedAddressException) {
            return unknownHost(name);
        }
        if (e instanceof AccessDeniedException || message.contains("Permission denied")) {
            return unreachable(name + " cannot be reached: the controller may not open its socket; give the socket a"
                    + " group the controller is in, and mode 660");
        }
        if (e instanceof ConnectException || message.contains("No such file") || message.contains("refused")) {
            return unreachable(name + " cannot be reached: nobody listens there");
        }
        return unreachable(name + " broke off: " + e.getClass().getSimpleName());
    }

    private static HttpFailure unreachable(String message) {
        return new HttpFailure(HttpFailure.Kind.UNREACHABLE, message);
    }
}
