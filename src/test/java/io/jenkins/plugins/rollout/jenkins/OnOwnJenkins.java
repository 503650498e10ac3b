package io.jenkins.plugins.rollout.jenkins;

import hudson.model.Run;
import io.jenkins.plugins.rollout.controller.RolloutConfiguration;
import io.jenkins.plugins.rollout.controller.ServerConfiguration;
import io.jenkins.plugins.rollout.scenario.Build;
import io.jenkins.plugins.rollout.scenario.Controller;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/**
 * Scenarios on a Jenkins that can be restarted. Each of its sessions lives on a thread of its own, so that a scenario
 * can be told from top to bottom.
 */
final class OnOwnJenkins implements Controller {
    private final JenkinsSessionRule sessions = new JenkinsSessionRule();
    private final TemporaryFolder folder = new TemporaryFolder();
    private final List<String> urls = new ArrayList<>();
    private final List<ServerConfiguration> servers = new ArrayList<>();
    private Session session;

    /** One life of the Jenkins. */
    private final class Session {
        private final CompletableFuture<JenkinsRule> begun = new CompletableFuture<>();
        private final CountDownLatch over = new CountDownLatch(1);
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        JenkinsRule begin() throws Exception {
            var thread = new Thread(this::live, "jenkins-session");
            thread.setDaemon(true);
            thread.start();
            return begun.get(3, TimeUnit.MINUTES);
        }

        private void live() {
            try {
                sessions.then(r -> {
                    People.moveIn(r);
                    RolloutConfiguration.get().setFreeUrls(urls);
                    RolloutConfiguration.get().setServers(servers);
                    begun.complete(r);
                    over.await();
                });
                ended.complete(null);
            } catch (Throwable e) {
                begun.completeExceptionally(e);
                ended.completeExceptionally(e);
            }
        }

        void end() throws Exception {
            over.countDown();
            ended.get(3, TimeUnit.MINUTES);
        }
    }

    @Override
    public Statement apply(Statement base, Description description) {
        var whole = new Statement() {
            @Override
            public void evaluate() throws Throwable {
                try {
                    base.evaluate();
                } finally {
                    if (session != null) {
                        session.end();
                    }
                }
            }
        };
        return folder.apply(sessions.apply(whole, description), description);
    }

    private JenkinsRule jenkins() throws Exception {
        if (session == null) {
            session = new Session();
            return session.begin();
        }
        return session.begun.get();
    }

    @Override
    public Build run(String jenkinsfile, String user) throws Exception {
        return new Build(this, People.start(jenkins(), jenkinsfile, user));
    }

    @Override
    public void abort(Run<?, ?> run, String user) {
        People.abort(run, user);
    }

    @Override
    public boolean isOver(Run<?, ?> run) {
        return !run.isBuilding() && !run.isLogUpdated();
    }

    @Override
    public void restart() throws Exception {
        session.end();
        session = null;
        jenkins();
    }

    /** What is on the disk at this moment is what the next session finds, whatever this one still writes. */
    @Override
    public void crash() throws Exception {
        File home = sessions.getHome();
        Path copy = folder.newFolder().toPath();
        snapshot(home.toPath(), copy);
        session.end();
        session = null;
        FileUtils.deleteDirectory(home);
        FileUtils.copyDirectory(copy.toFile(), home);
        jenkins();
    }

    /** Copies what is there; what is being replaced at this moment would not have survived a kill either. */
    private static void snapshot(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)), LinkOption.NOFOLLOW_LINKS);
                } catch (NoSuchFileException e) {
                    return visitFileFailed(file, e);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
    }

    @Override
    public URI url() {
        try {
            return People.url(jenkins());
        } catch (Exception e) {
            throw new IllegalStateException("there is no Jenkins", e);
        }
    }

    @Override
    public String password(String user) {
        return user;
    }

    @Override
    public void rules(String yaml) {
        throw new IllegalStateException("scenarios of rules run on the shared Jenkins");
    }

    @Override
    public void allow(String url) {
        urls.add(url);
    }

    @Override
    public void server(String kind, String name, String url) {
        servers.add(new ServerConfiguration(name, kind, url)); // for every session from the next one on
    }
}
