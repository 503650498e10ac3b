package io.jenkins.plugins.rollout.metric;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Supplier;

/** A real Graphite: carbon-cache, which takes points, and graphite-web, which gives them. */
final class GraphiteServer extends InstalledServer {
    private static final String SETTINGS =
            """
            STORAGE_DIR = CONF_DIR = LOG_DIR = '%1$s'
            WHISPER_DIR = '%1$s/whisper'
            INDEX_FILE = '%1$s/index'
            SECRET_KEY = 'of a test'
            TIME_ZONE = 'UTC'
            CARBONLINK_HOSTS = ['127.0.0.1:%2$d']
            DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '%1$s/db'}}
            """;
    private static final String SERVER =
            """
            from wsgiref.simple_server import make_server
            from graphite.wsgi import application
            server = make_server('127.0.0.1', 0, application)
            print('serves on %d.' % server.server_port, flush=True)
            server.serve_forever()
            """;
    private static final String CARBON =
            """
            [cache]
            STORAGE_DIR = %1$s
            LOCAL_DATA_DIR = %1$s/whisper
            CONF_DIR = %1$s
            LOG_DIR = %1$s
            PID_DIR = %1$s
            USER =
            MAX_CREATES_PER_MINUTE = inf
            LINE_RECEIVER_INTERFACE = 127.0.0.1
            LINE_RECEIVER_PORT = %3$d
            PICKLE_RECEIVER_INTERFACE = 127.0.0.1
            PICKLE_RECEIVER_PORT = 0
            CACHE_QUERY_INTERFACE = 127.0.0.1
            CACHE_QUERY_PORT = %2$d
            ENABLE_UDP_LISTENER = False
            ENABLE_TAGS = False
            """;

    private final Supplier<String> lines;
    private URI uri;

    /** @param lines what it is told, a name, a value and a time in each; asked for when it starts */
    GraphiteServer(Supplier<String> lines) {
        this.lines = lines;
    }

    @Override
    void requireInstalled() {
        require("graphite-web and graphite-carbon", "carbon-cache", "graphite-manage");
    }

    @Override
    public URI uri() {
        return uri;
    }

    @Override
    void start() throws IOException {
        int queries = freePort();
        int port = freePort();
        Files.createDirectory(folder().resolve("whisper"));
        write("storage-schemas.conf", "[all]\npattern = .*\nretentions = 10s:7d\n");
        write("rollout_settings.py", SETTINGS.formatted(folder(), queries));
        String carbon = write("carbon.conf", CARBON.formatted(folder(), queries, port)).toString();
        Process cache = run("carbon", Map.of(), "carbon-cache", "--config=" + carbon, "--pidfile=" + folder() + "/pid",
                "--logdir=" + folder(), "--nodaemon", "start");
        Process web = run("web", Map.of("PYTHONPATH", folder().toString(), "GRAPHITE_SETTINGS_MODULE",
                "rollout_settings", "DJANGO_SETTINGS_MODULE", "graphite.settings"),
                "/usr/bin/python3", write("serve.py", SERVER).toString());
        awaitSaying(cache, "carbon", "CarbonReceiverFactory starting on");
        tell(port, lines.get());
        awaitSaying(web, "web", "serves on ");
        uri = URI.create("http://127.0.0.1:" + said("web").replaceAll("(?s).*serves on (\\d+)\\..*", "$1"));
        await().atMost(PATIENCE).until(() -> knows("last"));
    }

    private static void tell(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port); OutputStream out = socket.getOutputStream()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.write("last 1 %d\n".formatted(System.currentTimeMillis() / 1000).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Carbon writes in no order that is told. */
    private boolean knows(String target) throws IOException, InterruptedException {
        HttpRequest ask = HttpRequest.newBuilder(URI.create(uri + "/render?format=json&from=-1min&target=" + target)).build();
        return said("carbon").contains("creating database metric " + target)
                && HttpClient.newHttpClient().send(ask, HttpResponse.BodyHandlers.ofString()).body().contains("[1.0,");
    }
}
