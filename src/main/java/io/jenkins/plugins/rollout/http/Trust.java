package io.jenkins.plugins.rollout.http;

import java.net.URI;
import java.util.function.Predicate;

/**
 * How far a request may go. Whatever it says, nothing goes to link-local, multicast, unspecified or cloud metadata
 * addresses, and no redirect leads to another scheme, host or port.
 *
 * @param loopback whether the controller's own machine may be reached by a name that does not say so itself
 * @param urls which URLs are allowed, the targets of redirects among them
 */
public record Trust(boolean loopback, Predicate<URI> urls) {
    /** For a server that an administrator defined: it may be anywhere. */
    public static final Trust SERVER = new Trust(true, url -> true);

    /**
     * For a URL that a Jenkinsfile names because an administrator allowed it. Its host is one that the administrator
     * wrote down; only if that is {@code localhost} or a loopback address may it lead to the controller itself.
     */
    public static Trust free(Predicate<URI> allowed) {
        return new Trust(false, allowed);
    }
}
