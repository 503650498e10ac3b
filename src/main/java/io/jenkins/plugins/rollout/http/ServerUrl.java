package io.jenkins.plugins.rollout.http;

import java.net.URI;
import java.net.URISyntaxException;

/** What the address of a server looks like that an administrator defines, by the server's kind. */
public final class ServerUrl {
    private static final String HAPROXY = "haproxy";
    private static final String FLAGD = "flagd";
    private static final int LONGEST_SOCKET = 107; // what an operating system takes for the path of a Unix socket

    private ServerUrl() {}

    /**
     * Reads it.
     *
     * @param kind symbol of the source or target that may use the server
     * @throws IllegalArgumentException saying what is wrong with it, without its query
     */
    public static URI read(String kind, String text) {
        if (HAPROXY.equals(kind)) {
            return socket(text);
        }
        return FLAGD.equals(kind) && text.trim().startsWith("file:") ? file(text) : UrlRule.url(text);
    }

    /** Whether a server of that kind takes headers, and with them credentials. */
    public static boolean takesHeaders(String kind) {
        return !HAPROXY.equals(kind);
    }

    private static URI parse(String text) {
        try {
            return new URI(text.trim());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this is not a URL: " + e.getReason() + " at character " + e.getIndex());
        }
    }

    /** A file of flags, on the controller. */
    private static URI file(String text) {
        URI url = parse(text);
        boolean absolute = url.getRawAuthority() == null && url.getPath() != null && url.getPath().startsWith("/");
        if (!absolute || !plain(url) || url.getPath().endsWith("/")) {
            throw new IllegalArgumentException("write where the file is on the controller, file:///path/of/flags.json");
        }
        return url;
    }

    private static URI socket(String text) {
        URI url = parse(text);
        if (!isTcp(url) && !isUnix(url)) {
            throw new IllegalArgumentException(
                    "write where HAProxy's runtime API listens, tcp://host:port or unix:///path/of/the/socket");
        }
        return url;
    }

    private static boolean isTcp(URI url) {
        return "tcp".equals(url.getScheme())
                && url.getHost() != null
                && url.getPort() > 0
                && url.getPort() < 1 << 16
                && url.getRawUserInfo() == null
                && url.getRawPath().replace("/", "").isEmpty()
                && plain(url);
    }

    private static boolean isUnix(URI url) {
        return "unix".equals(url.getScheme())
                && url.getRawAuthority() == null
                && url.getPath() != null
                && url.getPath().startsWith("/")
                && url.getPath().length() <= LONGEST_SOCKET
                && plain(url);
    }

    private static boolean plain(URI url) {
        return url.getRawQuery() == null && url.getRawFragment() == null;
    }
}
