package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.File;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.function.Predicate;

/** Something that is built again and again. */
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends AbstractItem {
    protected Job(ItemGroup<? extends Item> parent, String name) {
        super(parent, name);
    }

    public abstract boolean isBuildable();

    public abstract int getNextBuildNumber();

    /** What it is configured with besides its program, by its class. */
    @CheckForNull
    public <T extends JobProperty> T getProperty(Class<T> clazz) {
        return null;
    }

    /** Newest first. */
    protected abstract SortedMap<Integer, ? extends RunT> _getRuns();

    public SortedMap<Integer, RunT> getBuildsAsMap() {
        return Collections.unmodifiableSortedMap(_getRuns());
    }

    public Collection<? extends Job> getAllJobs() {
        return Collections.singleton(this);
    }

    @CheckForNull
    public RunT getBuildByNumber(int n) {
        return _getRuns().get(n);
    }

    @CheckForNull
    public RunT getBuild(String id) {
        return _getRuns().values().stream()
                .filter(r -> r.getId().equals(id))
                .findFirst()
                .orElse(null);
    }

    @CheckForNull
    public RunT getLastBuild() {
        return last(r -> true);
    }

    @CheckForNull
    public RunT getFirstBuild() {
        SortedMap<Integer, ? extends RunT> runs = _getRuns();
        return runs.isEmpty() ? null : runs.get(runs.lastKey());
    }

    @CheckForNull
    public RunT getLastCompletedBuild() {
        return last(r -> !r.isBuilding());
    }

    @CheckForNull
    public RunT getLastSuccessfulBuild() {
        return last(
                r -> !r.isBuilding() && r.getResult() != null && r.getResult().isBetterOrEqualTo(Result.UNSTABLE));
    }

    @CheckForNull
    public RunT getLastStableBuild() {
        return last(r -> !r.isBuilding() && r.getResult() == Result.SUCCESS);
    }

    @CheckForNull
    public RunT getLastFailedBuild() {
        return last(r -> !r.isBuilding() && r.getResult() == Result.FAILURE);
    }

    private RunT last(Predicate<RunT> wanted) {
        for (RunT run : _getRuns().values()) {
            if (wanted.test(run)) {
                return run;
            }
        }
        return null;
    }

    public boolean isBuilding() {
        return last(Run::isBuilding) != null;
    }

    public boolean isInQueue() {
        return getQueueItem() != null;
    }

    @CheckForNull
    public Queue.Item getQueueItem() {
        return null;
    }

    public File getBuildDir() {
        return new File(getRootDir(), "builds");
    }
}
