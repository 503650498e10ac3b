package io.jenkins.plugins.rollout.target.haproxy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.rollout.http.Endpoint;
import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.http.Trust;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Whatever stands at the other end, the caller is not kept. */
public class RuntimeApiTest {
    private ServerSocket door;
    private Thread thread;

    @Before
    public void open() throws IOException {
        door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @After
    public void close() throws Exception {
        door.close();
        if (thread != null) {
            thread.join();
        }
    }

    private interface Manners {
        void meet(Socket guest) throws IOException;
    }

    private String ask(Manners manners) {
        thread = new Thread(() -> {
            try (Socket guest = door.accept()) {
                manners.meet(guest);
            } catch (IOException e) {
                return; // the guest has gone
            }
        });
        thread.start();
        URI place = URI.create("tcp://127.0.0.1:" + door.getLocalPort());
        return new RuntimeApi(new Endpoint("haproxy 'edge'", place, null, Trust.SERVER), Duration.ofMillis(700))
                .ask("show info");
    }

    private String failure(Manners manners) {
        HttpFailure failure = assertThrows(HttpFailure.class, () -> ask(manners));
        assertThat(failure.isPassing(), is(true));
        return failure.getMessage();
    }

    @Test
    public void readsAnAnswerThatComesInPieces() {
        assertThat(
                ask(guest -> {
                    guest.getInputStream().read(new byte[100]);
                    for (byte each : "one\ntwo\n\n".getBytes(StandardCharsets.US_ASCII)) {
                        guest.getOutputStream().write(each);
                        guest.getOutputStream().flush();
                    }
                }),
                is("one\ntwo"));
    }

    @Test
    public void waitsForNobodyWhoIsSilent() {
        assertThat(failure(guest -> guest.getInputStream().readAllBytes()), containsString("did not answer within"));
    }

    @Test
    public void readsNoFlood() {
        assertThat(
                failure(guest -> {
                    OutputStream out = guest.getOutputStream();
                    while (true) {
                        out.write(new byte[65536]);
                    }
                }),
                containsString("more than 1 MiB"));
    }

    @Test
    public void saysThatNobodyListens() throws IOException {
        RuntimeApi api = api();
        door.close();
        assertThat(
                assertThrows(HttpFailure.class, () -> api.ask("show info")).getMessage(),
                is("haproxy 'edge' cannot be reached: nobody listens there"));
    }

    @Test
    public void sendsOneCommandAtATime() {
        for (String command : new String[] {"show info; shutdown", "show info\nshutdown"}) {
            assertThrows(IllegalArgumentException.class, () -> api().ask(command));
        }
    }

    private RuntimeApi api() {
        URI place = URI.create("tcp://127.0.0.1:" + door.getLocalPort());
        return new RuntimeApi(new Endpoint("haproxy 'edge'", place, null, Trust.SERVER));
    }
}
