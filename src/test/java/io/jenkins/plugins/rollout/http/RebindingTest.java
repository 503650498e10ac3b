package io.jenkins.plugins.rollout.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * What holds between the check of an address and the connection to it, in a JVM of its own, with real names and real
 * connections: docs/decisions/0015.
 */
public class RebindingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private HttpServer checked;
    private HttpServer other;

    @Before
    public void listenOnTwoAddresses() throws IOException {
        for (int tries = 0; other == null; tries++) {
            checked = listen("127.0.0.1", 0);
            try {
                other = listen("127.0.0.2", checked.getAddress().getPort());
            } catch (BindException e) {
                checked.stop(0);
                if (tries > 10) {
                    throw e;
                }
            }
        }
    }

    @After
    public void stop() {
        checked.stop(0);
        other.stop(0);
    }

    private static HttpServer listen(String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
        server.createContext("/", exchange -> {
            byte[] body = ("this is " + address).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private String ask(String... options) throws Exception {
        Path names = folder.newFile().toPath();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.net.hosts.file=" + names,
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(options));
        command.addAll(List.of(
                Rebinding.class.getName(),
                names.toString(),
                "http://" + Rebinding.NAME + ":" + checked.getAddress().getPort() + "/"));
        File said = folder.newFile();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start();
        assertTrue("ends", process.waitFor(60, TimeUnit.SECONDS));
        return java.nio.file.Files.readString(said.toPath());
    }

    @Test
    public void theConnectionGoesToTheAddressThatWasCheckedThoughTheNameMeansAnother() throws Exception {
        assertThat(ask().trim(), is("this is 127.0.0.1"));
    }

    /** The other side of it: why URLs that a Jenkinsfile wrote are refused there, and what the cache is needed for. */
    @Test
    public void aJvmThatKeepsNoAddressesConnectsToTheOther() throws Exception {
        assertThat(ask("-Dsun.net.inetaddr.ttl=0"), containsString("this is 127.0.0.2"));
    }
}
