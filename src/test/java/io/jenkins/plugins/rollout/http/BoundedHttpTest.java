package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;

public class BoundedHttpTest {
    @Rule
    public final StubServer server = new StubServer();

    @Rule
    public final StuckServer stuck = new StuckServer();

    private final BoundedHttp http = new BoundedHttp(HttpClient::newBuilder);

    @Test
    public void answersWithStatusHeadersAndBody() throws Exception {
        server.on("/x", 503, Map.of("Retry-After", "7", "Content-Type", "text/plain; charset=UTF-8"), "später");
        Response response = send(get(server.uri("/x")));
        assertThat(response.status(), is(503));
        assertThat(response.header("RETRY-after").orElse(""), is("7"));
        assertThat(response.body(), is("später"));
        assertThat(response.truncated(), is(false));
    }

    @Test
    public void sendsBodyAndHeaders() throws Exception {
        server.on("/x", 200, "ok");
        Endpoint endpoint =
                new Endpoint("shop", server.uri("/x"), Map.of("Authorization", "Bearer s3cret"), Trust.SERVER);
        send(Request.post(endpoint, "application/json", "{\"ä\":1}").header("Idempotency-Key", "op-1"));
        StubServer.Asked asked = server.asked().get(0);
        assertThat(asked.method(), is("POST"));
        assertThat(asked.body(), is("{\"ä\":1}"));
        assertThat(asked.header("Authorization"), is("Bearer s3cret"));
        assertThat(asked.header("Content-type"), is("application/json"));
        assertThat(asked.header("Idempotency-key"), is("op-1"));
    }

    @Test
    public void readsOneMebibyteAndHangsUp() throws Exception {
        stuck.saying("HTTP/1.1 200 OK\r\n\r\n").flooding("0123456789".repeat(1000));
        Response response = send(get(stuck.uri()));
        assertThat(response.truncated(), is(true));
        assertThat(response.body().length(), is(BoundedHttp.BODY_LIMIT));
        var refusal = assertThrows(HttpFailure.class, response::wholeBody);
        assertThat(refusal.getMessage(), containsString("more than 1 MiB"));
        assertTrue("hangs up on a server that goes on and on", stuck.hungUp.await(10, TimeUnit.SECONDS));
        assertThat(stuck.sent.get(), lessThan(64L * 1024 * 1024));
    }

    @Test
    public void bodyOfExactlyOneMebibyteIsWhole() throws Exception {
        server.on("/x", 200, "x".repeat(BoundedHttp.BODY_LIMIT));
        assertThat(send(get(server.uri("/x"))).wholeBody().length(), is(BoundedHttp.BODY_LIMIT));
    }

    @Test
    public void endsWhenNothingIsAnswered() throws Exception {
        HttpFailure failure = failure(get(stuck.uri()).within(Duration.ofMillis(300)));
        assertThat(failure.getMessage(), is("stub did not answer within 300 ms"));
        assertTrue(failure.isPassing());
        assertTrue("hangs up", stuck.hungUp.await(10, TimeUnit.SECONDS));
    }

    @Test
    public void endsWhenTheBodyStops() throws Exception {
        stuck.saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        HttpFailure failure = failure(get(stuck.uri()).within(Duration.ofMillis(400)));
        assertThat(failure.getMessage(), containsString("did not answer within 400 ms"));
        assertTrue("hangs up", stuck.hungUp.await(10, TimeUnit.SECONDS));
    }

    @Test
    public void cancellingHangsUp() throws Exception {
        stuck.saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        var answer = http.send(get(stuck.uri())).toCompletableFuture();
        assertTrue(stuck.taken.await(10, TimeUnit.SECONDS));
        answer.cancel(true);
        assertTrue("hangs up", stuck.hungUp.await(5, TimeUnit.SECONDS));
    }

    @Test
    public void saysThatNobodyListens() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        HttpFailure failure = failure(get(URI.create("http://127.0.0.1:" + free + "/?token=s3cret")));
        assertThat(failure.getMessage(), is("stub takes no connections"));
        assertTrue(failure.isPassing());
    }

    @Test
    public void saysThatTheConnectionBroke() throws Exception {
        stuck.saying("this is not HTTP\r\n\r\n");
        HttpFailure failure = failure(get(stuck.uri()));
        assertThat(
                failure.getMessage(),
                allOf(containsString("the connection to stub broke"), not(containsString("s3cret"))));
    }

    @Test
    public void followsRedirectsOnTheSameServer() throws Exception {
        server.on("/a", 302, Map.of("Location", "/b"), "");
        server.on("/b", 307, Map.of("Location", server.uri("/c").toString()), "");
        server.on("/c", 200, "there");
        assertThat(send(get(server.uri("/a"))).body(), is("there"));
    }

    @Test
    public void followsFiveRedirectsAndNoMore() throws Exception {
        server.on("/a", 302, Map.of("Location", "/a"), "");
        assertThat(failure(get(server.uri("/a"))).getMessage(), is("stub redirects more than 5 times"));
        assertThat(server.asked(), hasSize(6));
    }

    @Test
    public void refusesARedirectToAnotherHostAndNamesIt() throws Exception {
        server.on("/a", 302, Map.of("Location", "http://evil.example:8080/x?token=s3cret"), "");
        HttpFailure failure = failure(get(server.uri("/a")));
        assertThat(
                failure.getMessage(),
                is("stub redirects to another place, http://evil.example:8080, which is not followed"));
        assertThat(failure.isPassing(), is(false));
    }

    @Test
    public void refusesARedirectToAnotherPortOrScheme() throws Exception {
        server.on("/port", 302, Map.of("Location", "http://127.0.0.1:1/"), "");
        server.on("/scheme", 302, Map.of("Location", "https://127.0.0.1:" + server.port() + "/"), "");
        server.on("/file", 302, Map.of("Location", "file:///etc/passwd"), "");
        assertThat(failure(get(server.uri("/port"))).getMessage(), containsString("another place"));
        assertThat(failure(get(server.uri("/scheme"))).getMessage(), containsString("another place"));
        assertThat(failure(get(server.uri("/file"))).getMessage(), containsString("no URL to follow"));
    }

    @Test
    public void refusesARedirectOutOfWhatIsAllowed() throws Exception {
        server.on("/ok/a", 302, Map.of("Location", "/secret"), "");
        Trust trust = Trust.free(UrlRule.parse(server.uri("/ok/").toString()));
        HttpFailure failure = failure(new Request("stub", "GET", server.uri("/ok/a"), null, null, null, trust));
        assertThat(failure.getMessage(), is("stub redirects to a path that is not allowed"));
    }

    @Test
    public void repeatsAPostOnlyFor307And308() throws Exception {
        server.on("/a", 307, Map.of("Location", "/b"), "").on("/b", 200, "done");
        server.on("/login", 302, Map.of("Location", "/b"), "");
        Endpoint endpoint = new Endpoint("stub", server.uri("/a"), null, Trust.SERVER);
        assertThat(send(Request.post(endpoint, "text/plain", "body")).body(), is("done"));
        assertThat(server.asked().get(1).body(), is("body"));
        HttpFailure failure = failure(Request.post(endpoint.follow("/login"), "text/plain", "body"));
        assertThat(failure.getMessage(), containsString("only 307 and 308 are followed"));
    }

    @Test
    public void refusesMetadataAddressesWhereverTheNameComesFrom() throws Exception {
        var rebound = new BoundedHttp(HttpClient::newBuilder, () -> null, host -> new InetAddress[] {
            InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1}),
            InetAddress.getByAddress(host, new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254})
        });
        HttpFailure failure = failure(rebound, get(URI.create("http://innocent.example/")));
        assertThat(failure.getMessage(), containsString("innocent.example is a link-local, metadata"));
        assertThat(failure.isPassing(), is(false));
    }

    @Test
    public void looksAtTheAddressBeforeEachHop() throws Exception {
        server.on("/a", 302, Map.of("Location", "/b"), "").on("/b", 200, "never");
        var lookups = new AtomicInteger();
        var rebound = new BoundedHttp(HttpClient::newBuilder, () -> null, host -> new InetAddress[] {
            lookups.incrementAndGet() == 1 ? InetAddress.getLoopbackAddress() : InetAddress.getByName("169.254.169.254")
        });
        assertThat(failure(rebound, get(server.uri("/a"))).getMessage(), containsString("is never asked"));
        assertThat(server.asked(), hasSize(1));
    }

    @Test
    public void unknownNamesArePassing() throws Exception {
        var nowhere = new BoundedHttp(HttpClient::newBuilder, () -> null, host -> {
            throw new UnknownHostException(host);
        });
        HttpFailure failure = failure(nowhere, get(URI.create("http://nowhere.example/?token=s3cret")));
        assertThat(failure.getMessage(), is("stub: the host nowhere.example is not known"));
        assertTrue(failure.isPassing());
    }

    @Test
    public void goesThroughTheProxyWhichMayKnowMoreNames() throws Exception {
        server.on("/x", 200, "by proxy");
        ProxySelector proxy = ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        var proxied = new BoundedHttp(() -> HttpClient.newBuilder().proxy(proxy), () -> null, host -> {
            throw new UnknownHostException(host);
        });
        Request request = get(URI.create("http://inside.example/x"));
        assertThat(
                proxied.send(request)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .body(),
                is("by proxy"));
        assertThat(server.asked().get(0).uri(), is("http://inside.example/x"));
    }

    @Test
    public void aProxyIsNoWayToMetadata() throws Exception {
        ProxySelector proxy = ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        var proxied = new BoundedHttp(() -> HttpClient.newBuilder().proxy(proxy));
        failure(proxied, get(URI.create("http://169.254.169.254/latest/meta-data/")));
        failure(proxied, get(URI.create("http://Metadata.Google.Internal./")));
        assertThat(server.asked(), is(empty()));
    }

    @Test
    public void takesANewProxyIntoUse() throws Exception {
        server.on("/x", 200, "by proxy");
        var selector = new AtomicReference<>(HttpClient.Builder.NO_PROXY);
        var moving = new BoundedHttp(() -> HttpClient.newBuilder().proxy(selector.get()), selector::get);
        failure(moving, get(URI.create("http://127.0.0.1:1/x")));
        selector.set(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())));
        Request request = get(URI.create("http://127.0.0.1:1/x"));
        assertThat(
                moving.send(request)
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS)
                        .body(),
                is("by proxy"));
    }

    @Test
    public void manyAtOnceAllGetTheirTurn() throws Exception {
        server.on("/x", 200, "ok");
        var answers = Stream.generate(() -> http.send(get(server.uri("/x")).within(Duration.ofSeconds(60))))
                .limit(5L * BoundedHttp.PER_SERVER)
                .map(CompletionStage::toCompletableFuture)
                .toList();
        for (var answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).body(), is("ok"));
        }
    }

    @Test
    public void neverRepeatsAHeaderThatCannotBeSent() throws Exception {
        HttpFailure failure = failure(get(server.uri("/x")).header("Authorization", "s3cret\r\nX: y"));
        assertThat(failure.getMessage(), is("stub: the header Authorization cannot be sent like this"));
    }

    @Test
    public void refusesABodyThatItCannotRead() throws Exception {
        server.on("/x", 200, Map.of("Content-Encoding", "gzip"), "???");
        assertThat(failure(get(server.uri("/x"))).getMessage(), containsString("compressed"));
    }

    @Test
    public void nothingShowsItsSecrets() throws IOException {
        Request request = get(stuck.uri()).header("Authorization", "s3cret");
        Endpoint endpoint = new Endpoint("shop", stuck.uri(), Map.of("Authorization", "s3cret"), Trust.SERVER);
        assertThat(request.toString() + endpoint, not(containsString("s3cret")));
    }

    private static Request get(URI uri) {
        return new Request("stub", "GET", uri, null, null, Duration.ofSeconds(10), Trust.SERVER);
    }

    private Response send(Request request) throws Exception {
        return http.send(request).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private HttpFailure failure(Request request) {
        return failure(http, request);
    }

    private static HttpFailure failure(BoundedHttp http, Request request) {
        var thrown = assertThrows(
                ExecutionException.class,
                () -> http.send(request).toCompletableFuture().get(20, TimeUnit.SECONDS));
        assertThat(thrown.getCause(), is(instanceOf(HttpFailure.class)));
        return (HttpFailure) thrown.getCause();
    }
}
