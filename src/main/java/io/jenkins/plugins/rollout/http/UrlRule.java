package io.jenkins.plugins.rollout.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A prefix of URLs that an administrator allows: same scheme, host and port, and a path below it. Compared part by part
 * after parsing, so that neither {@code http://good.example@evil/} nor {@code http://good.example.evil/} passes for
 * {@code http://good.example}.
 */
public final class UrlRule implements Predicate<URI> {
    private final String scheme;
    private final String host;
    private final int port;
    private final String path;

    private UrlRule(URI prefix) {
        scheme = scheme(prefix);
        host = host(prefix);
        port = port(prefix);
        path = path(prefix);
    }

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static UrlRule parse(String prefix) {
        URI url = url(prefix);
        if (url.getRawQuery() != null) {
            throw new IllegalArgumentException("'" + prefix + "': a rule ends with the path, without a query");
        }
        return new UrlRule(url);
    }

    /** Allows what any of the rules allows. A rule that cannot be read allows nothing. */
    public static Predicate<URI> anyOf(List<String> prefixes) {
        List<UrlRule> rules =
                prefixes.stream().flatMap(prefix -> read(prefix).stream()).toList();
        return url -> rules.stream().anyMatch(rule -> rule.test(url));
    }

    private static Optional<UrlRule> read(String prefix) {
        try {
            return Optional.of(parse(prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean test(URI url) {
        return problem(url).isEmpty()
                && scheme.equals(scheme(url))
                && host.equals(host(url))
                && port == port(url)
                && isBelow(path, path(url));
    }

    /** Whether two URLs have the same scheme, host and port. */
    public static boolean sameOrigin(URI one, URI other) {
        return scheme(one).equals(scheme(other)) && host(one).equals(host(other)) && port(one) == port(other);
    }

    /**
     * Reads a URL that may be asked: {@code http} or {@code https}, a host, no user, no fragment, no dot segments.
     *
     * @throws IllegalArgumentException saying what is wrong with it, without its query
     */
    public static URI url(String text) {
        URI url;
        try {
            url = new URI(text.trim());
        } catch (URISyntaxException e) {
            // neither the text nor the exception's message, which repeats it: a query may hold a secret
            throw new IllegalArgumentException("this is not a URL: " + e.getReason() + " at character " + e.getIndex());
        }
        problem(url).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return url;
    }

    static Optional<String> problem(URI url) {
        if (!scheme(url).equals("http") && !scheme(url).equals("https")) {
            return Optional.of("a URL here starts with http:// or https://");
        }
        if (url.getRawUserInfo() != null) {
            return Optional.of(
                    "a URL here names no user or password; an administrator can define a server with headers");
        }
        if (url.getHost() == null) {
            return Optional.of("the URL has no valid host name");
        }
        if (url.getRawFragment() != null) {
            return Optional.of("a URL here has no #fragment");
        }
        String decoded = path(url).toLowerCase(Locale.ROOT).replace("%2e", ".").replace("%3b", ";");
        boolean dots = Arrays.stream(decoded.split("/|%2f|%5c"))
                .map(segment -> segment.split(";", 2)[0]) // some servers take /..;x/ for /../
                .anyMatch(segment -> segment.equals("..") || segment.equals("."));
        return dots ? Optional.of("the URL's path has . or .. in it") : Optional.empty();
    }

    static boolean isBelow(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    static String host(URI url) {
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    static String path(URI url) {
        return url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    }

    private static String scheme(URI url) {
        return String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return scheme(url).equals("https") ? 443 : 80;
    }
}
