package io.jenkins.plugins.rollout.embedded.http;

import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import java.io.IOException;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server. It listens on 127.0.0.1 and nowhere else: this controller is for trying and testing. */
public final class WebServer {
    private static final Logger LOGGER = Logger.getLogger(WebServer.class.getName());
    private static final String HOST = "127.0.0.1";
    private static final int THREADS = 24;

    // held here, or the level would be forgotten with the logger
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    static {
        JETTY.setLevel(Level.WARNING);
    }

    private final Server server;
    private final ServerConnector connector;
    private final FrontDoor door = new FrontDoor();

    private WebServer() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
        threads.setName("http");
        threads.setDaemon(true);
        server = new Server(threads);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost(HOST);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", false, false);
        ServletHolder holder = new ServletHolder(door);
        holder.setAsyncSupported(true);
        context.addServlet(holder, "/*");
        server.setHandler(context);
        server.setStopTimeout(0);
    }

    /**
     * Takes the port, so that the controller knows its own address before anything starts.
     *
     * @throws IOException when the port is in use
     */
    public static WebServer bind(int port) throws IOException {
        WebServer web = new WebServer();
        web.connector.setPort(port);
        try {
            web.connector.open();
        } catch (IOException e) {
            throw new IOException(
                    "port " + port + " of " + HOST + " is in use; give another one or 0 for a free one", e);
        }
        return web;
    }

    public void serve(EmbeddedJenkins jenkins) throws IOException {
        door.open(jenkins);
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the HTTP server could not start: " + e.getMessage(), e);
        }
    }

    public URI url() {
        return URI.create("http://" + HOST + ":" + connector.getLocalPort() + "/");
    }

    public void stop() {
        try {
            connector.close();
            server.stop();
        } catch (Exception e) {
            LOGGER.log(Level.WARNING, "The HTTP server did not stop cleanly", e);
        }
    }
}
