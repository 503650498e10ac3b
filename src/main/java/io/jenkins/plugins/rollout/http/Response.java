package io.jenkins.plugins.rollout.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came back.
 *
 * @param name who answered, as in the request
 * @param status the HTTP status
 * @param headers by lower-case name
 * @param body as text, at most {@value BoundedHttp#BODY_LIMIT} bytes of it
 * @param truncated whether there was more
 * @param malformed whether there are bytes in it that are no text
 */
public record Response(
        String name,
        int status,
        Map<String, List<String>> headers,
        String body,
        boolean truncated,
        boolean malformed) {
    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String header) {
        return headers.getOrDefault(header.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Whether the status is 200 to 299. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * The body, all of it.
     *
     * @throws HttpFailure when there was more than is read, or it is no text
     */
    public String wholeBody() {
        if (truncated) {
            throw HttpFailure.refused(name + " answered more than 1 MiB, which is not read; ask for less");
        }
        if (malformed) {
            throw HttpFailure.refused(name + " answered with bytes that are not text in the charset that it names;"
                    + " without one, UTF-8");
        }
        return body;
    }

    /** Names the status, never the body. */
    @Override
    public String toString() {
        return "HTTP " + status + " from " + name;
    }
}
