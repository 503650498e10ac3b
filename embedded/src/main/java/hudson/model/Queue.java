package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.queue.QueueTaskFuture;
import java.util.List;
import jenkins.model.Jenkins;

/** Builds that were asked for and have not started. */
public abstract class Queue {
    public static Queue getInstance() {
        return Jenkins.get().getQueue();
    }

    /** Also what left it lately, as {@link LeftItem}. */
    @CheckForNull
    public abstract Item getItem(long id);

    public abstract Item[] getItems();

    public abstract boolean cancel(Item item);

    /** Runs the code while nothing enters or leaves the queue. */
    public static <V> V withLock(java.util.concurrent.Callable<V> callable) throws Exception {
        synchronized (getInstance()) {
            return callable.call();
        }
    }

    /** Runs the code while nothing enters or leaves the queue. */
    public static void withLock(Runnable runnable) {
        synchronized (getInstance()) {
            runnable.run();
        }
    }

    /** What can be asked for. */
    public interface Task extends ModelObject {
        String getName();

        String getFullDisplayName();

        String getUrl();
    }

    /** What it becomes. */
    public interface Executable {}

    /** Has a say in whether a request is the same as one that waits already. */
    public interface QueueAction extends Action {
        boolean shouldSchedule(List<Action> actions);
    }

    /** One that was asked for. */
    public abstract static class Item extends Actionable {
        @NonNull
        public final Task task;

        private final long id;
        private final long inQueueSince = System.currentTimeMillis();

        protected Item(@NonNull Task task, long id, @NonNull List<Action> actions) {
            this.task = task;
            this.id = id;
            actions.forEach(this::addAction);
        }

        public long getId() {
            return id;
        }

        public long getInQueueSince() {
            return inQueueSince;
        }

        public String getUrl() {
            return "queue/item/" + id + '/';
        }

        public abstract QueueTaskFuture<Executable> getFuture();

        public abstract String getWhy();

        @Override
        public String getDisplayName() {
            return task.getFullDisplayName();
        }
    }

    /** One that has started or was cancelled. */
    public abstract static class LeftItem extends Item {
        protected LeftItem(@NonNull Task task, long id, @NonNull List<Action> actions) {
            super(task, id, actions);
        }

        @CheckForNull
        public abstract Executable getExecutable();

        public boolean isCancelled() {
            return getExecutable() == null;
        }
    }
}
