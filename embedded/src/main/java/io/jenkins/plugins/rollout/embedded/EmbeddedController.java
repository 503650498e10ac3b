package io.jenkins.plugins.rollout.embedded;

import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Queue;
import io.jenkins.plugins.rollout.embedded.home.Configuration;
import io.jenkins.plugins.rollout.embedded.home.HomeLock;
import io.jenkins.plugins.rollout.embedded.http.WebServer;
import io.jenkins.plugins.rollout.embedded.job.EmbeddedJenkins;
import io.jenkins.plugins.rollout.embedded.job.PipelineJob;
import io.jenkins.plugins.rollout.embedded.job.PipelineRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import jenkins.model.ParameterizedJobMixIn;

/** A running controller. There can be one in a JVM at a time, as Jenkins is one. */
public final class EmbeddedController implements AutoCloseable {
    private final HomeLock lock;
    private final EmbeddedJenkins jenkins;
    private final WebServer web;
    private boolean closed;

    private EmbeddedController(HomeLock lock, EmbeddedJenkins jenkins, WebServer web) {
        this.lock = lock;
        this.jenkins = jenkins;
        this.web = web;
    }

    public static Builder at(Path home) {
        return new Builder(home);
    }

    /** What a controller starts with. */
    public static final class Builder {
        private final Path home;
        private final Map<String, Supplier<String>> jobs = new LinkedHashMap<>();
        private Configuration configuration = Configuration.LOOK_ONLY;
        private int port;

        private Builder(Path home) {
            this.home = home;
        }

        public Builder configuration(Configuration configuration) {
            this.configuration = configuration;
            return this;
        }

        /** @param port of 127.0.0.1; 0 takes a free one */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** A job with this Jenkinsfile, which is read anew for each build. */
        public Builder job(String name, Path jenkinsfile) {
            return job(name, () -> read(jenkinsfile));
        }

        public Builder job(String name, String jenkinsfile) {
            return job(name, () -> jenkinsfile);
        }

        private Builder job(String name, Supplier<String> source) {
            if (!name.matches("[A-Za-z0-9._-]+") || name.startsWith(".")) {
                throw new IllegalArgumentException("job '" + name + "': use letters, digits and . _ - in a job's name");
            }
            jobs.put(name, source);
            return this;
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the Jenkinsfile " + file, e);
            }
        }

        /**
         * Starts it; builds that ran when the last one ended or was killed go on.
         *
         * @throws IOException when the home directory or the port is in use
         */
        public EmbeddedController start() throws IOException {
            HomeLock lock = HomeLock.take(home);
            try {
                WebServer web = WebServer.bind(port);
                try {
                    EmbeddedJenkins jenkins = new EmbeddedJenkins(home, configuration, jobs);
                    try {
                        jenkins.start(web.url().toString());
                    } catch (IllegalArgumentException e) { // what was configured cannot be used
                        jenkins.close();
                        throw e;
                    }
                    web.serve(jenkins);
                    return new EmbeddedController(lock, jenkins, web);
                } catch (IOException | RuntimeException | Error e) {
                    web.stop();
                    throw e;
                }
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        }
    }

    /** {@code http://127.0.0.1:PORT/} */
    public URI url() {
        return web.url();
    }

    public EmbeddedJenkins jenkins() {
        return jenkins;
    }

    public PipelineJob job(String name) {
        PipelineJob job = jenkins.getItemByFullName(name, PipelineJob.class);
        if (job == null) {
            throw new IllegalArgumentException("there is no job '" + name + "'");
        }
        return job;
    }

    /** Starts a build and waits until it has begun; nobody is its cause unless an action says who. */
    public PipelineRun run(String job, Action... actions) {
        List<Action> all = new ArrayList<>(List.of(actions));
        if (all.stream().noneMatch(CauseAction.class::isInstance)) {
            all.add(new CauseAction(new StartCause()));
        }
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(job(job), 0, all.toArray(Action[]::new));
        try {
            return (PipelineRun) item.getFuture().waitForStart();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "job '" + job + "' could not start: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** The controller itself started the build. */
    public static final class StartCause extends Cause {
        @Override
        public String getShortDescription() {
            return "Started by the embedded controller";
        }
    }

    /**
     * As near to kill -9 as one JVM allows: nothing more is saved, written or answered, the port and the home directory
     * are free at once. Static state of the plugin's classes stays; what must go too implements {@link Crashable}.
     */
    public synchronized void crash() throws IOException {
        if (!closed) {
            closed = true;
            List<Crashable> crashables = hudson.ExtensionList.lookup(Crashable.class);
            crashables.forEach(Crashable::crash); // first: what they note must not be ahead of the log
            jenkins.vanish();
            web.stop();
            lock.close();
        }
    }

    /** Ends it; running builds go on at the next start. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            closed = true;
            web.stop();
            jenkins.close();
            lock.close();
        }
    }
}
