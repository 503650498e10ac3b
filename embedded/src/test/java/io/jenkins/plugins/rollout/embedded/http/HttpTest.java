package io.jenkins.plugins.rollout.embedded.http;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.model.Result;
import io.jenkins.plugins.rollout.embedded.Embedded;
import io.jenkins.plugins.rollout.embedded.probe.HoldStep;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public class HttpTest {
    private static final String PEOPLE =
            """
            users:
              alice: {password: a, permissions: [Job/Build, Job/Cancel]}
              bob: {password: b}
            """;

    @Rule
    public final Embedded embedded = new Embedded();

    private final HttpClient client = HttpClient.newHttpClient();

    @Before
    public void start() throws Exception {
        embedded.configuration(PEOPLE).job("job", "hold 'it'").controller();
    }

    private HttpRequest.Builder request(String path, String user) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(embedded.controller().url() + path))
                .timeout(Duration.ofSeconds(60));
        if (user != null) {
            String basic = Base64.getEncoder().encodeToString((user + ":" + user.charAt(0)).getBytes());
            request.header("Authorization", "Basic " + basic);
        }
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String user) throws Exception {
        return send(request(path, user));
    }

    private HttpResponse<String> post(String path, String user) throws Exception {
        String json = get("crumbIssuer/api/json", user).body();
        String crumb = json.replaceAll(".*\"crumb\":\"([0-9a-f]+)\".*", "$1");
        return send(request(path, user).header("Jenkins-Crumb", crumb).POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    public void everyAnswerForbidsForeignContent() throws Exception {
        for (String path : new String[] {"", "job/job/", "nowhere", "embedded/log.js"}) {
            HttpResponse<String> answer = get(path, null);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""), is("default-src 'self'"));
            assertThat(answer.headers().firstValue("X-Content-Type-Options").orElse(""), is("nosniff"));
        }
    }

    @Test
    public void anonymousMayLookAndNotTouch() throws Exception {
        HttpResponse<String> page = get("job/job/", null);
        assertThat(page.statusCode(), is(200));
        assertThat(page.body(), not(containsString("Build now")));
        assertThat(page.body(), containsString("for trying and testing, on this machine alone"));
        assertThat(post("job/job/build", null).statusCode(), is(403));
        assertThat(
                post("job/job/build", null).body(),
                allOf(
                        containsString("anonymous is missing the Job/Build permission"),
                        containsString("/login?from=/job/job/build")));
    }

    @Test
    public void whoLacksThePermissionIsRefused() throws Exception {
        assertThat(post("job/job/build", "bob").statusCode(), is(403));
        assertThat(get("job/job/", "alice").body(), containsString("Build now"));
    }

    @Test
    public void whatChangesSomethingNeedsPostAndCrumb() throws Exception {
        HttpResponse<String> got = get("job/job/build", "alice");
        assertThat(got.statusCode(), is(405));
        assertThat(got.headers().firstValue("Allow").orElse(""), is("POST"));
        HttpResponse<String> bare = send(request("job/job/build", "alice").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(bare.statusCode(), is(403));
        assertThat(bare.body(), containsString("No valid crumb was included in the request"));
        HttpResponse<String> bobs = send(request("job/job/build", "alice")
                .header(
                        "Jenkins-Crumb",
                        get("crumbIssuer/api/json", "bob").body().replaceAll(".*\"crumb\":\"([0-9a-f]+)\".*", "$1"))
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(bobs.statusCode(), is(403));
    }

    @Test
    public void theCrumbMayBeAFieldOfAForm() throws Exception {
        String crumb = get("crumbIssuer/api/json", "alice").body().replaceAll(".*\"crumb\":\"([0-9a-f]+)\".*", "$1");
        HttpResponse<String> answer = send(request("job/job/build", "alice")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "text/html")
                .POST(HttpRequest.BodyPublishers.ofString("Jenkins-Crumb=" + crumb)));
        assertThat(answer.statusCode(), is(303));
        assertThat(answer.headers().firstValue("Location").orElse(""), is("/job/job/"));
    }

    @Test
    public void aBuildIsStartedFollowedAndAborted() throws Exception {
        HttpResponse<String> asked = post("job/job/buildWithParameters?WHO=me", "alice");
        assertThat(asked.statusCode(), is(201));
        String item = asked.headers()
                .firstValue("Location")
                .orElseThrow()
                .replace(embedded.controller().url().toString(), "");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get(item + "api/json", null).body().contains("\"number\":1"));
        embedded.awaitLog("it holding");
        assertThat(
                get("job/job/1/", null).body(),
                allOf(containsString("WHO = me"), containsString("Started by user alice")));
        assertThat(get("job/job/1/stop", "alice").statusCode(), is(405));
        assertThat(post("job/job/1/stop", "bob").statusCode(), is(403));
        assertThat(post("job/job/1/stop", "alice").statusCode(), is(303));
        assertThat(embedded.end(Result.ABORTED), containsString("Aborted by alice"));
        assertThat(get("job/job/lastBuild/api/json", null).body(), containsString("\"result\":\"ABORTED\""));
    }

    @Test
    public void theLogIsServedAsItGrows() throws Exception {
        embedded.controller().run("job");
        embedded.awaitLog("it holding");
        HttpResponse<String> first = get("job/job/1/logText/progressiveText?start=0", null);
        assertThat(first.body(), containsString("it holding\n"));
        assertThat(first.headers().firstValue("X-More-Data").orElse(""), is("true"));
        HoldStep.release("it", null);
        embedded.end(Result.SUCCESS);
        String next = first.headers().firstValue("X-Text-Size").orElseThrow();
        HttpResponse<String> rest = get("job/job/1/logText/progressiveText?start=" + next, null);
        assertThat(rest.body(), allOf(containsString("Finished: SUCCESS\n"), not(containsString("it holding"))));
        assertThat(rest.headers().firstValue("X-More-Data").isPresent(), is(false));
        assertThat(get("job/job/1/consoleText", null).body(), is(first.body() + rest.body()));
    }

    @Test
    public void aWrongPasswordIsRefusedEverywhere() throws Exception {
        HttpResponse<String> answer = send(request("", null)
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString("alice:x".getBytes())));
        assertThat(answer.statusCode(), is(401));
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""), startsWith("Basic realm="));
    }

    @Test
    public void logInComesBackToThisHostOnly() throws Exception {
        assertThat(get("login?from=/job/job/", null).statusCode(), is(401));
        assertThat(location("login?from=/job/job/"), is("/job/job/"));
        assertThat(location("login?from=//evil.example/"), is("/"));
        assertThat(location("login?from=http://evil.example/"), is("/"));
        assertThat(location("login?from=/%5Cevil.example/"), is("/"));
        assertThat(get("logout", "alice").statusCode(), is(401));
    }

    private String location(String path) throws Exception {
        return get(path, "alice").headers().firstValue("Location").orElse("");
    }

    @Test
    public void whatIsNotThereIsNotFound() throws Exception {
        for (String path : new String[] {
            "nowhere", "job/none/", "job/job/7/", "plugin/phased-rollout/none.js", "plugin/other/x.js", "embedded/"
        }) {
            assertThat(path, get(path, null).statusCode(), is(404));
        }
    }

    @Test
    public void noPathLeadsOutOfTheStaticFiles() throws Exception {
        for (String path : new String[] {
            "embedded/%2e%2e/hudson/Util.class", "embedded/..%2fhudson/Util.class", "embedded/%5c..%5cx.js"
        }) {
            assertThat(path, get(path, null).statusCode() / 100, is(4));
        }
    }

    @Test
    public void aScriptHasItsType() throws Exception {
        assertThat(
                get("embedded/log.js", null)
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""),
                is("text/javascript;charset=UTF-8"));
    }

    @Test
    public void anotherNameForThisMachineIsRefused() throws Exception {
        InetSocketAddress address =
                new InetSocketAddress("127.0.0.1", embedded.controller().url().getPort());
        try (Socket socket = new Socket()) {
            socket.connect(address);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".getBytes());
            assertThat(new String(socket.getInputStream().readAllBytes()), startsWith("HTTP/1.1 403"));
        }
    }

    @Test
    public void noOtherAddressOfThisMachineAnswers() throws Exception {
        int port = embedded.controller().url().getPort();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(network.getInetAddresses())) {
                if (!address.getHostAddress().equals("127.0.0.1")) {
                    assertThrows(address.toString(), IOException.class, () -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(new InetSocketAddress(address, port), 2000);
                        }
                    });
                }
            }
        }
        assertThrows(ConnectException.class, () -> new Socket("::1", port).close());
    }
}
