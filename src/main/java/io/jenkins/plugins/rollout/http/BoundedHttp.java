package io.jenkins.plugins.rollout.http;

import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Sends requests without holding a thread, and never without end: connecting takes at most 10 s, an exchange as long as
 * its request says (30 s by default), a body 1 MiB, redirects stay on the same scheme, host and port and are at most
 * five. Where a request goes is checked right before each connection.
 *
 * <p>One of these serves a whole controller: one client, two daemon threads.
 */
public final class BoundedHttp {
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final int BODY_LIMIT = 1024 * 1024;
    static final int REDIRECT_LIMIT = 5;

    private final Supplier<HttpClient.Builder> builders;
    private final Destinations destinations;
    private final Executor executor = threads();
    private volatile HttpClient client;

    /**
     * @param builders makes the builder of the client, with the controller's proxy in it; on Jenkins
     *     {@code ProxyConfiguration::newHttpClientBuilder}
     */
    public BoundedHttp(Supplier<HttpClient.Builder> builders) {
        this(builders, InetAddress::getAllByName);
    }

    BoundedHttp(Supplier<HttpClient.Builder> builders, Destinations.Resolver resolver) {
        this.builders = Objects.requireNonNull(builders, "builders");
        this.destinations = new Destinations(resolver);
    }

    /**
     * Sends a request and reads the answer, whatever its status. Cancelling the future hangs up.
     *
     * @return fails with an {@link HttpFailure}, wrapped as futures do, when there is no answer
     */
    public CompletionStage<Response> send(Request request) {
        return new Exchange(this, request).begin();
    }

    /** Makes a new client for the requests to come: the controller's proxy has changed. */
    public void proxyChanged() {
        client = null;
    }

    Executor executor() {
        return executor;
    }

    /** The client, once this URL may be asked. May block while its host is looked up. */
    HttpClient clientFor(Request request, URI url) {
        HttpClient current = client();
        destinations.check(request.name(), url, request.trust(), isProxied(current, url));
        return current;
    }

    private HttpClient client() {
        HttpClient current = client;
        if (current == null) {
            synchronized (this) {
                current = client;
                if (current == null) {
                    current = builders.get()
                            .version(HttpClient.Version.HTTP_1_1) // no h2c upgrade offer, which small servers trip over
                            .followRedirects(HttpClient.Redirect.NEVER)
                            .connectTimeout(CONNECT_TIMEOUT)
                            .executor(executor)
                            .build();
                    client = current;
                }
            }
        }
        return current;
    }

    private static boolean isProxied(HttpClient client, URI url) {
        ProxySelector selector = client.proxy().orElseGet(ProxySelector::getDefault);
        return selector != null
                && selector.select(url).stream().anyMatch(proxy -> proxy != null && proxy.type() != Proxy.Type.DIRECT);
    }

    private static Executor threads() {
        var number = new AtomicInteger();
        var pool = new ThreadPoolExecutor(2, 2, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "phased-rollout-http-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
