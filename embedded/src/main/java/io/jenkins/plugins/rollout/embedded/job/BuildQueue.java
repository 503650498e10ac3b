package io.jenkins.plugins.rollout.embedded.job;

import hudson.model.Action;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.queue.QueueListener;
import hudson.model.queue.QueueTaskFuture;
import io.jenkins.plugins.rollout.embedded.home.Xml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/** Builds that were asked for. Each starts when its quiet period is over; what has not started is in a file. */
public final class BuildQueue extends Queue {
    private static final Logger LOGGER = Logger.getLogger(BuildQueue.class.getName());

    // enough for whoever asks what became of a request; later the build itself tells, by its queue id
    private static final int REMEMBERED = 1000;

    private final EmbeddedJenkins jenkins;
    private final Path file;
    private final Map<Long, Requested> waiting = new LinkedHashMap<>();
    private final Map<Long, Queue.LeftItem> left = new LinkedHashMap<>();
    private long lastId;
    private boolean closed;

    BuildQueue(EmbeddedJenkins jenkins) {
        this.jenkins = jenkins;
        this.file = jenkins.getRootDir().toPath().resolve("queue.xml");
    }

    /** What the file holds. */
    private static final class Stored {
        private long lastId;
        private final List<StoredItem> items = new ArrayList<>();
    }

    private record Due(PipelineJob job, long at) {}

    private static final class StoredItem {
        private long id;
        private String job;
        private long dueAt;
        private ArrayList<Action> actions;
    }

    synchronized void load() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        Stored stored = (Stored) Xml.read(file);
        lastId = stored.lastId;
        for (StoredItem each : stored.items) {
            PipelineJob job = jenkins.getItemByFullName(each.job, PipelineJob.class);
            boolean started =
                    job == null || job.getBuildsAsMap().values().stream().anyMatch(r -> r.getQueueId() == each.id);
            if (!started) {
                wait(new Requested(new Due(job, each.dueAt), each.id, each.actions));
            }
        }
    }

    synchronized Queue.Item enqueue(PipelineJob job, int quietPeriod, List<Action> actions) {
        for (Requested other : waiting.values()) {
            if (other.task == job && isSame(other, actions)) {
                return other;
            }
        }
        long due = System.currentTimeMillis() + TimeUnit.SECONDS.toMillis(quietPeriod);
        Requested item = new Requested(new Due(job, due), ++lastId, actions);
        waiting.put(item.getId(), item);
        save();
        wait(item);
        return item;
    }

    /** Whether both ask for the same, as Jenkins sees it: same arguments, and no action says that they differ. */
    private static boolean isSame(Requested other, List<Action> actions) {
        List<Action> theirs = other.getActions();
        return other.due.at() > System.currentTimeMillis()
                && arguments(theirs).equals(arguments(actions))
                && nobodyObjects(theirs, actions)
                && nobodyObjects(actions, theirs);
    }

    private static List<ParameterValue> arguments(List<Action> actions) {
        List<ParameterValue> all = new ArrayList<>();
        for (Action a : actions) {
            if (a instanceof ParametersAction parameters) {
                all.addAll(parameters.getParameters());
            }
        }
        return all;
    }

    private static boolean nobodyObjects(List<Action> actions, List<Action> to) {
        return actions.stream().noneMatch(a -> a instanceof QueueAction say && say.shouldSchedule(to));
    }

    private void wait(Requested item) {
        waiting.put(item.getId(), item);
        long delay = Math.max(0, item.due.at() - System.currentTimeMillis());
        Timer.get().schedule(() -> start(item), delay, TimeUnit.MILLISECONDS);
    }

    private void start(Requested item) {
        PipelineRun run;
        synchronized (this) {
            if (closed || !waiting.containsKey(item.getId())) {
                return;
            }
            try {
                run = item.due.job().create(item, item.getActions());
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.SEVERE, "A build of " + item.due.job().getName() + " could not start", e);
                leave(item, null);
                item.future.fail(e);
                return;
            }
            leave(item, run);
        }
        QueueListener.all().forEach(l -> l.onLeft(left.get(item.getId())));
        try {
            run.start();
        } catch (IOException | RuntimeException e) {
            run.ended(e);
        }
        item.future.started(run);
    }

    private void leave(Requested item, PipelineRun run) {
        waiting.remove(item.getId());
        left.put(item.getId(), new Left(item, run));
        if (left.size() > REMEMBERED) {
            left.remove(left.keySet().iterator().next());
        }
        save();
    }

    private void save() {
        if (closed) {
            return;
        }
        Stored stored = new Stored();
        stored.lastId = lastId;
        for (Requested item : waiting.values()) {
            StoredItem each = new StoredItem();
            each.id = item.getId();
            each.job = item.due.job().getFullName();
            each.dueAt = item.due.at();
            each.actions = new ArrayList<>(item.getActions());
            stored.items.add(each);
        }
        try {
            Xml.write(file, stored);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The queue could not be saved", e);
        }
    }

    synchronized void close() {
        closed = true;
    }

    @Override
    public synchronized Queue.Item getItem(long id) {
        Requested item = waiting.get(id);
        return item != null ? item : left.get(id);
    }

    @Override
    public synchronized Queue.Item[] getItems() {
        return waiting.values().toArray(Queue.Item[]::new);
    }

    @Override
    public boolean cancel(Queue.Item item) {
        Queue.LeftItem cancelled;
        synchronized (this) {
            Requested mine = waiting.get(item.getId());
            if (mine == null) {
                return false;
            }
            leave(mine, null);
            mine.future.cancel(false);
            cancelled = left.get(item.getId());
        }
        QueueListener.all().forEach(l -> l.onLeft(cancelled));
        return true;
    }

    private static final class Requested extends Queue.Item {
        private final Due due;
        private final BuildFuture future = new BuildFuture();

        Requested(Due due, long id, List<Action> actions) {
            super(due.job(), id, actions == null ? List.of() : actions);
            this.due = due;
        }

        @Override
        public QueueTaskFuture<Queue.Executable> getFuture() {
            return future;
        }

        @Override
        public String getWhy() {
            long left = due.at() - System.currentTimeMillis();
            return left <= 0 ? "starts now" : "In the quiet period. Expires in " + hudson.Util.getTimeSpanString(left);
        }
    }

    private static final class Left extends Queue.LeftItem {
        private final QueueTaskFuture<Queue.Executable> future;
        private final PipelineRun run;

        Left(Requested item, PipelineRun run) {
            super(item.task, item.getId(), item.getActions());
            this.future = item.getFuture();
            this.run = run;
        }

        @Override
        public PipelineRun getExecutable() {
            return run;
        }

        @Override
        public QueueTaskFuture<Queue.Executable> getFuture() {
            return future;
        }

        @Override
        public String getWhy() {
            return null;
        }
    }
}
