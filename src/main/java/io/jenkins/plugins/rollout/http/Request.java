package io.jenkins.plugins.rollout.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What is sent.
 *
 * @param name who is asked, for messages, without secrets: {@code prometheus 'prod'}
 * @param method {@code GET}, {@code POST} and so on
 * @param uri where to; may hold secrets, so it is never shown
 * @param headers by name, whatever its case; never shown
 * @param body sent as UTF-8; null for none
 * @param timeout for everything together: connecting, redirects, the whole body
 * @param trust how far it may go
 */
public record Request(
        String name, String method, URI uri, Map<String, String> headers, String body, Duration timeout, Trust trust) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    public Request {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(trust, "trust");
        var sorted = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers == null ? Map.of() : headers);
        headers = java.util.Collections.unmodifiableMap(sorted);
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
    }

    /** A GET of an endpoint, with its headers. */
    public static Request get(Endpoint endpoint) {
        return new Request(
                endpoint.name(), "GET", endpoint.uri(), endpoint.headers(), null, DEFAULT_TIMEOUT, endpoint.trust());
    }

    /** A POST to an endpoint, with its headers. */
    public static Request post(Endpoint endpoint, String contentType, String body) {
        return new Request(
                        endpoint.name(),
                        "POST",
                        endpoint.uri(),
                        endpoint.headers(),
                        body,
                        DEFAULT_TIMEOUT,
                        endpoint.trust())
                .header("Content-Type", contentType);
    }

    /** The same with one header more, or another value for it. */
    public Request header(String header, String value) {
        var more = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        more.putAll(headers);
        more.put(header, value);
        return new Request(name, method, uri, more, body, timeout, trust);
    }

    /** The same with another limit of time. */
    public Request within(Duration limit) {
        return new Request(name, method, uri, headers, body, limit, trust);
    }

    /** Names who is asked, nothing that could be secret. */
    @Override
    public String toString() {
        return method + " " + name;
    }
}
