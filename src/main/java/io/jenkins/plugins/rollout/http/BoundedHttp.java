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
 * five. Where a request goes is checked right before each connection, and once more before its answer is used.
 *
 * <p>One of these serves a whole controller: one client, two daemon threads.
 */
public final class BoundedHttp {
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    public static final int BODY_LIMIT = 1024 * 1024;
    static final int REDIRECT_LIMIT = 5;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Exchanges with one server at a time; the others wait, and their time runs. */
    static final int PER_SERVER = 64;

    private final Supplier<HttpClient.Builder> builders;
    private final Supplier<?> settings;
    private final Destinations destinations;
    private final Duration longest;
    private final Executor executor = threads();
    private final Lanes lanes = new Lanes(PER_SERVER, executor);
    private volatile Made made;

    /** A client and the settings that it was made under. */
    private record Made(HttpClient client, Object settings) {}

    /**
     * @param builders makes the builder of the client, with the controller's proxy in it; on Jenkins
     *     {@code ProxyConfiguration::newHttpClientBuilder}
     * @param settings the proxy settings of this moment, or null; another object means that they have changed, and a
     *     new client is made
     */
    public BoundedHttp(Supplier<HttpClient.Builder> builders, Supplier<?> settings) {
        this(builders, settings, InetAddress::getAllByName);
    }

    /** With proxy settings that never change. */
    public BoundedHttp(Supplier<HttpClient.Builder> builders) {
        this(builders, () -> null);
    }

    BoundedHttp(Supplier<HttpClient.Builder> builders, Supplier<?> settings, Destinations.Resolver resolver) {
        this(builders, settings, new Destinations(resolver), LONGEST);
    }

    /** @param longest no exchange takes longer, whatever its request says */
    BoundedHttp(
            Supplier<HttpClient.Builder> builders, Supplier<?> settings, Destinations destinations, Duration longest) {
        this.builders = Objects.requireNonNull(builders, "builders");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.destinations = destinations;
        this.longest = longest;
    }

    /** See {@link Endpoints#reach}. */
    void reach(String name, URI url) {
        destinations.check(name, url, Trust.SERVER, false);
    }

    /**
     * Sends a request and reads the answer, whatever its status. Cancelling the future hangs up.
     *
     * @return fails with an {@link HttpFailure}, wrapped as futures do, when there is no answer
     */
    public CompletionStage<Response> send(Request request) {
        return new Exchange(this, request).begin();
    }

    Executor executor() {
        return executor;
    }

    Lanes lanes() {
        return lanes;
    }

    /** The client, once this URL may be asked. May block while its host is looked up. */
    HttpClient clientFor(Request request, URI url) {
        HttpClient current = client();
        destinations.check(request.name(), url, request.trust(), isProxied(current, url));
        return current;
    }

    /**
     * Looks at the addresses again when an answer is there. Should the name have come to mean another place right
     * between the look before and the connection, the JVM remembers that one now, and the answer is not used. That a
     * name is not known any more does not matter by now.
     */
    void checkAgain(Request request, URI url) {
        destinations.checkKnown(request.name(), url, request.trust());
    }

    Duration timeFor(Request request) {
        return request.timeout().compareTo(longest) < 0 ? request.timeout() : longest;
    }

    private HttpClient client() {
        Object now = settings.get();
        Made current = made;
        if (current == null || current.settings() != now) {
            synchronized (this) {
                current = made;
                if (current == null || current.settings() != now) {
                    current = new Made(build(), now);
                    made = current;
                }
            }
        }
        return current.client();
    }

    private HttpClient build() {
        return builders.get()
                .version(HttpClient.Version.HTTP_1_1) // no h2c upgrade offer, which small servers trip over
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(executor)
                .build();
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
