package io.jenkins.plugins.rollout.http;

import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Finds what a Jenkinsfile names, by the rules and servers as they are at that moment, and sends requests there. */
public final class Endpoints {
    private final Servers servers;
    private final Supplier<Rules> rules;
    private final BoundedHttp http;
    private final String rollout;

    public Endpoints(Servers servers, Supplier<Rules> rules, BoundedHttp http) {
        this(servers, rules, http, null);
    }

    private Endpoints(Servers servers, Supplier<Rules> rules, BoundedHttp http, String rollout) {
        this.servers = servers;
        this.rules = rules;
        this.http = http;
        this.rollout = rollout;
    }

    /** The same for what a rollout asks, so that it is known where the secrets of servers are used. */
    public Endpoints askedBy(String rolloutId) {
        return new Endpoints(servers, rules, http, rolloutId);
    }

    /**
     * Finds a server that an administrator defined, or a URL that an administrator allows. Exactly one of the two is
     * given; empty counts as not given.
     *
     * @param kind symbol of the source or target that asks
     * @throws HttpFailure saying what to write instead
     */
    public Endpoint find(String kind, String server, String url) {
        boolean named = server != null && !server.isBlank();
        boolean free = url != null && !url.isBlank();
        if (named == free) {
            throw HttpFailure.refused(kind + ": write either server or url");
        }
        return named ? server(kind, server.trim()) : free(kind, url);
    }

    /**
     * A server that an administrator defined, with what is secret about it: for a target that brings a client of its
     * own, which asks {@link #reach} before it connects.
     *
     * @throws HttpFailure saying what to write instead
     */
    public Server named(String kind, String name) {
        return (rollout == null ? servers.find(kind, name) : servers.find(kind, name, rollout))
                .orElseThrow(() -> HttpFailure.refused(unknown(kind, name)));
    }

    /**
     * Checks that a server is nowhere where nothing may go: link-local addresses, metadata services. Blocks while its
     * name is looked up.
     *
     * @throws HttpFailure when it is, or when its host is not known
     */
    public void reach(Server server) {
        http.reach(server.kind() + " '" + server.name() + "'", server.url());
    }

    private Endpoint server(String kind, String name) {
        Server server = named(kind, name);
        return new Endpoint(kind + " '" + server.name() + "'", server.url(), server.headers(), Trust.SERVER);
    }

    private String unknown(String kind, String name) {
        List<String> names = servers.names(kind);
        String others =
                names.isEmpty() ? "; an administrator has defined none" : "; there are: " + String.join(", ", names);
        return kind + ": there is no server '" + name + "'" + others;
    }

    private Endpoint free(String kind, String text) {
        URI url;
        try {
            url = UrlRule.url(text);
        } catch (IllegalArgumentException e) {
            throw HttpFailure.refused(kind + ": url: " + e.getMessage());
        }
        Predicate<URI> allowed = UrlRule.anyOf(rules.get().freeUrls());
        String name = kind + " " + url.getScheme() + "://" + url.getRawAuthority();
        if (!allowed.test(url)) {
            throw HttpFailure.refused(name + ": this URL is not among those that an administrator allows; name a server"
                    + " instead, or have its prefix allowed");
        }
        return new Endpoint(name, url, null, Trust.free(allowed));
    }

    /** See {@link BoundedHttp#send}. */
    public CompletionStage<Response> send(Request request) {
        return http.send(request);
    }
}
