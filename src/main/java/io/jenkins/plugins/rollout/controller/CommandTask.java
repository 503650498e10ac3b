package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Executor;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Label;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.ResourceList;
import hudson.model.Result;
import hudson.model.queue.AbstractQueueTask;
import hudson.model.queue.CauseOfBlockage;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import io.jenkins.plugins.rollout.target.command.Commands;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * A command in Jenkins' queue. It is the job's, and acts for whom the build acts for: it runs where a {@code node} of
 * the build could. A restart forgets it, for the rollout asks for it again.
 */
final class CommandTask extends AbstractQueueTask implements Queue.TransientTask, AccessControlled {
    private final Commands.Order order;
    private final CompletableFuture<Commands.Ended> ended = new CompletableFuture<>();
    private volatile Executor executor;

    CommandTask(Commands.Order order) {
        this.order = order;
    }

    Commands.Order order() {
        return order;
    }

    CompletableFuture<Commands.Ended> ended() {
        return ended;
    }

    /** It has an executor now. */
    void began(Executor now) {
        executor = now;
        if (ended.isDone()) {
            stop();
        }
    }

    /** Takes it off the queue, or kills it. */
    void stop() {
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            boolean waited = Queue.getInstance().cancel(this);
            Executor current = executor;
            if (!waited && current != null) {
                current.interrupt(Result.ABORTED);
            }
        }
    }

    private Job<?, ?> job() {
        return order.build().getParent();
    }

    @Override
    @NonNull
    public Queue.Task getOwnerTask() {
        return job() instanceof Queue.Task task ? task : this;
    }

    @Override
    @CheckForNull
    public Queue.Executable createExecutable() {
        return new CommandExecution(this);
    }

    @Override
    @CheckForNull
    public Label getAssignedLabel() {
        return order.label().isEmpty() ? null : Label.get(order.label());
    }

    @Override
    @CheckForNull
    public Node getLastBuiltOn() {
        return null;
    }

    @Override
    @NonNull
    public Authentication getDefaultAuthentication2() {
        return order.identity();
    }

    @Override
    @NonNull
    public Authentication getDefaultAuthentication2(Queue.Item item) {
        return order.identity();
    }

    @Override
    public CauseOfBlockage getCauseOfBlockage() {
        return null;
    }

    @Override
    public boolean isConcurrentBuild() {
        return true;
    }

    @Override
    @NonNull
    public ResourceList getResourceList() {
        return ResourceList.EMPTY;
    }

    @Override
    @NonNull
    public String getName() {
        return getDisplayName();
    }

    @Override
    @NonNull
    public String getDisplayName() {
        return "command of a rollout in " + order.build().getDisplayName();
    }

    @Override
    @NonNull
    public String getFullDisplayName() {
        return "command of a rollout in " + order.build().getFullDisplayName();
    }

    @Override
    @NonNull
    public String getUrl() {
        return order.build().getUrl();
    }

    @Override
    public void checkAbortPermission() {
        job().checkPermission(Item.CANCEL);
    }

    @Override
    public boolean hasAbortPermission() {
        return job().hasPermission(Item.CANCEL);
    }

    @Override
    @NonNull
    public ACL getACL() {
        return job().getACL();
    }

    @Override
    public void checkPermission(@NonNull Permission permission) {
        getACL().checkPermission(permission);
    }

    @Override
    public boolean hasPermission(@NonNull Permission permission) {
        return getACL().hasPermission(permission);
    }

    /** Somebody took it off the queue. */
    void cancelledInQueue() {
        ended.complete(Commands.Ended.lost("the command was cancelled while it waited for an executor"));
    }

    /** Whether Jenkins itself goes down: then nothing is said of the command, and it is asked for again. */
    static boolean isGoingDown() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null || jenkins.isTerminating();
    }
}
