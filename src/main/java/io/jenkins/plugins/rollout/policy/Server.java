package io.jenkins.plugins.rollout.policy;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

/**
 * A server that an administrator defined and a Jenkinsfile names.
 *
 * @param name what the Jenkinsfile says: {@code prometheus(server: 'prod', …)}
 * @param kind symbol of the sources or targets that may use it: {@code prometheus}, {@code openMetrics}, {@code json},
 *     {@code graphite}, {@code influxDb}, {@code datadog}, {@code cloudWatch}, {@code newRelic}, {@code http},
 *     {@code haproxy} and others
 * @param url where it is; {@code http} or {@code https}, of an HAProxy {@code tcp} or {@code unix}; no user or password
 *     in it
 * @param headers sent with each request, {@code Authorization} among them; secret, never shown or logged
 * @param cluster what a server of the kind {@code kubernetes} has besides; null for every other kind
 */
public record Server(String name, String kind, URI url, Map<String, String> headers, Cluster cluster) {
    public Server {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(url, "url");
        headers = headers == null ? Map.of() : Map.copyOf(headers);
    }

    /** A server that is spoken to over HTTP and needs nothing more. */
    public Server(String name, String kind, URI url, Map<String, String> headers) {
        this(name, kind, url, headers, null);
    }

    /** Names the server, never its headers. */
    @Override
    public String toString() {
        return kind + " '" + name + "' " + url;
    }
}
