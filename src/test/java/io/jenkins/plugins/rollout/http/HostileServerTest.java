package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.rollout.http.HostileServer.Trick;
import io.jenkins.plugins.rollout.metric.HttpMetricSource;
import io.jenkins.plugins.rollout.metric.JsonSource;
import io.jenkins.plugins.rollout.metric.Meters;
import io.jenkins.plugins.rollout.metric.OpenMetricsSource;
import io.jenkins.plugins.rollout.metric.PrometheusSource;
import io.jenkins.plugins.rollout.metric.ThresholdCriterion;
import io.jenkins.plugins.rollout.model.Reading;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Verdict;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import io.jenkins.plugins.rollout.testkit.AnyJenkins;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** Whatever a metric server does, a reading without data comes of it, soon, with a reason, and nothing else. */
@RunWith(Parameterized.class)
public class HostileServerTest {
    @ClassRule
    public static final AnyJenkins JENKINS = new AnyJenkins();

    /** Stands for the 30 s of a real request. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private static final long SOON_MILLIS = 15_000;
    private static final long MIB = 1024 * 1024;
    private static final long TEN_GB = 10_000_000_000L;
    private static final String SECRET = "t0ken-t0ken-t0ken";
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Parameters(name = "{0}")
    public static List<String> kinds() {
        return List.of("prometheus", "openMetrics", "json");
    }

    @Rule
    public final HostileServer server = new HostileServer();

    @Parameter
    public String kind;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> connected = new CopyOnWriteArrayList<>();

    private HttpMetricSource source() {
        HttpMetricSource source = switch (kind) {
            case "prometheus" -> new PrometheusSource("up");
            case "openMetrics" -> new OpenMetricsSource("up");
            default -> new JsonSource("/value");
        };
        source.setServer("shop");
        return source;
    }

    private Reading read() throws Exception {
        var threshold = new ThresholdCriterion("values", source());
        threshold.setAtLeast(0.0);
        var destinations = new Destinations(host -> {
            asked.add(host);
            return InetAddress.getAllByName(host);
        });
        var http = new BoundedHttp(() -> HttpClient.newBuilder().proxy(new Watcher()), () -> null, destinations, PATIENCE);
        var endpoints = new Endpoints(new OneServer(server.uri()), () -> Rules.STRICT, http);
        var situation = new Situation("r1", "shop", "production", "2.4.0", "2.3.1", "canary", "5", "");
        return new Meters(endpoints, Clock.systemUTC(), ForkJoinPool.commonPool())
                .read("series", threshold.toCriterion(), situation, Duration.ofSeconds(1), Instant.now())
                .toCompletableFuture()
                .get(SOON_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Why there is no data; holds for every trick: no secret, one line, the server's name. */
    private String why(Trick trick) throws Exception {
        server.playing(trick);
        Reading reading = read();
        assertThat(reading.toString(), reading.verdict(), is(Verdict.NO_DATA));
        assertThat(reading.why(), allOf(containsString(kind), not(containsString(SECRET)), not(containsString("\n"))));
        assertThat(reading.why().length(), is(lessThan(300)));
        return reading.why();
    }

    /** An answer that would do, with these bytes in it somewhere. */
    private byte[] body(byte[] bytes) throws IOException {
        var body = new ByteArrayOutputStream();
        String before = switch (kind) {
            case "prometheus" -> "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"1\"]},\"x\":\"";
            case "openMetrics" -> "up 1\nother{x=\"";
            default -> "{\"value\":1,\"x\":\"";
        };
        body.write(before.getBytes(StandardCharsets.UTF_8));
        body.write(bytes);
        body.write((kind.equals("openMetrics") ? "\"} 1\n" : "\"}").getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private String value(String value) {
        return switch (kind) {
            case "prometheus" -> "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"" + value + "\"]}}";
            case "openMetrics" -> "up " + value + "\n";
            default -> "{\"value\":\"" + value + "\"}";
        };
    }

    private static Trick answer(String headers, byte[] body) {
        return wire -> {
            wire.send(OK + headers + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n");
            wire.send(body);
        };
    }

    private static Trick answer(String body) {
        return answer("", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void aGoodAnswerIsRead() throws Exception {
        server.playing(answer("", body("fine".getBytes(StandardCharsets.UTF_8))));
        assertThat(read().verdict(), is(Verdict.PASS));
    }

    @Test
    public void aRedirectToTheMetadataServiceIsRefusedAndNobodyConnectsThere() throws Exception {
        for (String status : List.of("307 Temporary Redirect", "308 Permanent Redirect")) {
            String why = why(wire -> wire.send("HTTP/1.1 " + status + "\r\n"
                    + "Location: http://169.254.169.254/latest/meta-data/\r\nContent-Length: 0\r\n\r\n"));
            assertThat(why, containsString("redirects to another place, http://169.254.169.254, which is not followed"));
        }
        assertThat("was looked up", asked, everyItem(is("127.0.0.1")));
        assertThat("was connected to", connected, everyItem(is("127.0.0.1")));
        assertThat(connected.size(), is(greaterThan(0)));
    }

    @Test
    public void tenGigabytesAreCutOffAfterOneMebibyte() throws Exception {
        String why = why(wire -> {
            wire.send(OK + "Content-Length: " + TEN_GB + "\r\n\r\n");
            wire.flood("1234567 ", TEN_GB);
        });
        assertThat(why, containsString("more than 1 MiB"));
        assertThat("what was taken", server.sent(), is(lessThan(64 * MIB)));
    }

    @Test
    public void anEndlessStreamOfChunksIsCutOff() throws Exception {
        String why = why(wire -> {
            wire.send(OK + "Transfer-Encoding: chunked\r\n\r\n");
            wire.flood("8\r\n1234567 \r\n", TEN_GB);
        });
        assertThat(why, containsString("more than 1 MiB"));
        assertThat(server.sent(), is(lessThan(64 * MIB)));
    }

    @Test
    public void oneByteNowAndThenEndsWithTheTimeout() throws Exception {
        String why = why(wire -> {
            wire.send(OK + "Content-Length: 1000000\r\n\r\n");
            wire.drip("{\"value\": 1");
        });
        assertThat(why, containsString("did not answer within 800 ms"));
    }

    @Test
    public void headersThatComeByteByByteEndWithTheTimeout() throws Exception {
        String why = why(wire -> wire.drip(OK + "X: " + "y".repeat(100_000)));
        assertThat(why, containsString("did not answer within 800 ms"));
    }

    @Test
    public void aServerThatNeverAnswersEndsWithTheTimeout() throws Exception {
        assertThat(why(HostileServer.Wire::fallSilent), containsString("did not answer within 800 ms"));
    }

    @Test
    public void endlessHeadersAreNotHeld() throws Exception {
        why(wire -> {
            wire.send(OK);
            wire.flood("X-Header: 0123456789012345678901234567890123456789\r\n", TEN_GB);
        });
        assertThat(server.sent(), is(lessThan(64 * MIB)));
    }

    @Test
    public void oneEndlessHeaderIsNotHeld() throws Exception {
        why(wire -> {
            wire.send(OK + "X-Header: ");
            wire.flood("0123456789", TEN_GB);
        });
        assertThat(server.sent(), is(lessThan(64 * MIB)));
    }

    @Test
    public void endlessInformationEnds() throws Exception {
        why(wire -> wire.flood("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", TEN_GB));
    }

    @Test
    public void endlessNamesOfAChunkAreNotHeld() throws Exception {
        why(wire -> {
            wire.send(OK + "Transfer-Encoding: chunked\r\n\r\n8;name=");
            wire.flood("0123456789", TEN_GB);
        });
    }

    @Test
    public void notANumberIsNoData() throws Exception {
        for (String value : List.of("NaN", "Infinity", "1e999", "9".repeat(5000))) {
            why(answer(value(value)));
        }
    }

    @Test
    public void bytesThatAreNoTextAreNoData() throws Exception {
        for (byte[] bytes : List.of(new byte[] {(byte) 0xff}, new byte[] {(byte) 0xc0, (byte) 0xaf}, new byte[] {(byte) 0xe2, (byte) 0x82})) {
            assertThat(why(answer("", body(bytes))), containsString("bytes that are not text"));
        }
    }

    @Test
    public void aCharsetThatNobodyKnowsIsReadAsUtf8() throws Exception {
        server.playing(answer("Content-Type: text/plain; charset=.no-name.\r\n", body("fine".getBytes(StandardCharsets.UTF_8))));
        assertThat(read().verdict(), is(Verdict.PASS));
    }

    @Test
    public void tenThousandNestedArraysAreNoData() throws Exception {
        String why = why(answer("{\"value\":" + "[".repeat(10_000) + "1" + "]".repeat(10_000) + "}"));
        if (!kind.equals("openMetrics")) {
            assertThat(why, containsString("nested too deeply"));
        }
    }

    @Test
    public void aMebibyteOfAnythingIsReadSoon() throws Exception {
        for (String soup : List.of("[", "{\"a\":", "\"", "\\u0000", "{", "up{", "up{a=\"", "#", "\n", "9", "{\"value\":9")) {
            why(answer(soup.repeat((int) (MIB - 1000) / soup.length())));
        }
    }

    @Test
    public void aCompressedBodyIsRefusedWithoutUnpackingIt() throws Exception {
        var bomb = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[(int) MIB];
            for (int i = 0; i < 100; i++) {
                gzip.write(zeros);
            }
        }
        for (String encoding : List.of("gzip", "GZIP", "br, gzip", "identity, gzip")) {
            String why = why(answer("Content-Encoding: " + encoding + "\r\n", bomb.toByteArray()));
            assertThat(why, containsString("compressed body that was not asked for"));
        }
    }

    @Test
    public void aConnectionThatIsCutIsNoData() throws Exception {
        why(wire -> {});
        why(wire -> wire.send("HTTP/1.1 2"));
        why(wire -> wire.send(OK + "Content-Length: 100\r\n\r\nhalf"));
        why(wire -> wire.send(OK + "Transfer-Encoding: chunked\r\n\r\n8\r\nhal"));
    }

    @Test
    public void contradictionsAreNoData() throws Exception {
        why(wire -> wire.send(OK + "Content-Length: 99999999999999999999\r\n\r\n" + value("1")));
        why(wire -> wire.send(OK + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n" + value("1")));
        why(wire -> wire.send("HTTP/9.9 999 \u0000\r\n\r\n" + value("1")));
        why(wire -> wire.send("\u0000\u0001\u0002\r\n\r\n"));
    }

    @Test
    public void whatAServerRepeatsOfItsSecretIsMasked() throws Exception {
        why(wire -> wire.send("HTTP/1.1 400 " + SECRET + "\r\nContent-Length: 0\r\nX: " + SECRET + "\r\n\r\n"));
        why(wire -> wire.send("Bearer " + SECRET + "\r\n\r\n"));
        why(wire -> wire.send("x".repeat(170) + " " + SECRET + "\r\n\r\n"));
        why(wire -> wire.send("HTTP/1.1 308 x\r\nLocation: http://" + SECRET + ".example/\r\nContent-Length: 0\r\n\r\n"));
        why(answer("{\"status\":\"error\",\"error\":\"what is " + SECRET + "?\", \"value\": \"" + SECRET + "\"}"));
        why(answer("up " + SECRET + "\n" + SECRET));
    }

    /** Sees each address that the client is about to connect to, and sends nothing through a proxy. */
    private final class Watcher extends ProxySelector {
        @Override
        public List<Proxy> select(URI uri) {
            connected.add(uri.getHost());
            return List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            connected.add(uri.getHost());
        }
    }

    /** Every server is this one. */
    private record OneServer(URI uri) implements Servers {
        @Override
        public Optional<Server> find(String kind, String name) {
            return Optional.of(new Server(name, kind, uri, Map.of("Authorization", "Bearer " + SECRET)));
        }

        @Override
        public List<String> names(String kind) {
            return List.of("shop");
        }
    }
}
