package io.jenkins.plugins.rollout.embedded.job;

import hudson.model.Action;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;

/** A job: a Jenkinsfile with a name, and its builds. */
public final class PipelineJob extends Job<PipelineJob, PipelineRun>
        implements TopLevelItem, Queue.Task, ParameterizedJob<PipelineJob, PipelineRun> {
    private static final Logger LOGGER = Logger.getLogger(PipelineJob.class.getName());

    private final transient EmbeddedJenkins jenkins;
    private final transient Supplier<String> source;
    private final transient ConcurrentSkipListMap<Integer, PipelineRun> runs =
            new ConcurrentSkipListMap<>(Collections.reverseOrder());

    /** @param source reads the Jenkinsfile anew for each build */
    PipelineJob(EmbeddedJenkins jenkins, String name, Supplier<String> source) {
        super((ItemGroup<? extends Item>) jenkins, name);
        this.jenkins = jenkins;
        this.source = source;
    }

    String source() {
        return source.get();
    }

    /** Finds the builds of former lives. */
    void load() throws IOException {
        Path builds = getBuildDir().toPath();
        Files.createDirectories(builds);
        try (Stream<Path> folders = Files.list(builds)) {
            for (Path folder : folders.toList()) {
                String number = folder.getFileName().toString();
                if (number.matches("[1-9][0-9]{0,8}")) {
                    PipelineRun run = new PipelineRun(this, Integer.parseInt(number));
                    if (run.load()) {
                        runs.put(run.getNumber(), run);
                    } else {
                        LOGGER.log(Level.WARNING, "{0} has no readable build.xml and is left out", folder);
                    }
                }
            }
        }
    }

    /** A new build, on disk, not yet running. */
    synchronized PipelineRun create(Queue.Item item, List<Action> actions) throws IOException {
        PipelineRun run = new PipelineRun(this, getNextBuildNumber());
        run.create(item.getId(), source(), actions);
        runs.put(run.getNumber(), run);
        return run;
    }

    @Override
    public boolean isBuildable() {
        return true;
    }

    @Override
    public int getNextBuildNumber() {
        return runs.isEmpty() ? 1 : runs.firstKey() + 1;
    }

    @Override
    protected SortedMap<Integer, PipelineRun> _getRuns() {
        return runs;
    }

    @Override
    public Queue.Item getQueueItem() {
        for (Queue.Item item : jenkins.getQueue().getItems()) {
            if (item.task == this) {
                return item;
            }
        }
        return null;
    }

    @Override
    public Queue.Item enqueue(int quietPeriod, Action... actions) {
        return jenkins.getQueue().enqueue(this, quietPeriod, List.of(actions));
    }

    @Override
    public ACL getACL() {
        return jenkins.getACL();
    }

    @Override
    public void save() {
        // a job is what the command line says; there is nothing to keep but its builds
    }
}
