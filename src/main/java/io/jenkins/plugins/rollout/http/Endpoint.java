package io.jenkins.plugins.rollout.http;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * A place that may be asked, with what it takes to ask there.
 *
 * @param name in words, without secrets: {@code prometheus 'prod'}
 * @param uri where it is
 * @param headers sent with each request; secret, never shown
 * @param trust how far requests may go
 */
public record Endpoint(String name, URI uri, Map<String, String> headers, Trust trust) {
    public Endpoint {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(trust, "trust");
        headers = headers == null ? Map.of() : Map.copyOf(headers);
    }

    /**
     * A place below this one: {@code /api/v1/query} below {@code https://example/prometheus} is
     * {@code https://example/prometheus/api/v1/query}. The path may be followed by a query.
     *
     * @throws HttpFailure when it would lead elsewhere
     */
    public Endpoint below(String path) {
        String base = UrlRule.path(uri);
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        String origin = uri.getScheme() + "://" + uri.getRawAuthority();
        String suffix = path.isEmpty() || path.startsWith("/") || path.startsWith("?") ? path : "/" + path;
        URI url = parse(name, origin + root + suffix);
        if (!UrlRule.sameOrigin(uri, url) || !trust.urls().test(url)) {
            throw HttpFailure.refused(name + ": the path leads elsewhere");
        }
        return new Endpoint(name, url, headers, trust);
    }

    /**
     * The place that an answer's {@code Location} names.
     *
     * @throws HttpFailure when it is another scheme, host or port, or not allowed
     */
    public Endpoint follow(String location) {
        return new Endpoint(name, follow(name, uri, location, trust), headers, trust);
    }

    static URI follow(String name, URI from, String location, Trust trust) {
        URI next;
        try {
            next = UrlRule.url(from.resolve(location.trim()).toString());
        } catch (IllegalArgumentException e) {
            throw HttpFailure.refused(name + " redirects to something that is no URL to follow");
        }
        if (!UrlRule.sameOrigin(from, next)) {
            throw HttpFailure.refused(name + " redirects to another place, " + next.getScheme() + "://"
                    + next.getRawAuthority() + ", which is not followed");
        }
        if (!trust.urls().test(next)) {
            throw HttpFailure.refused(name + " redirects to a path that is not allowed");
        }
        return next;
    }

    private static URI parse(String name, String url) {
        try {
            return UrlRule.url(url);
        } catch (IllegalArgumentException e) {
            throw HttpFailure.refused(name + ": " + e.getMessage());
        }
    }

    /** Names the place, never its headers or its URL. */
    @Override
    public String toString() {
        return name;
    }
}
