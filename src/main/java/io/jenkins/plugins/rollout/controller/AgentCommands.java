package io.jenkins.plugins.rollout.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Queue;
import hudson.model.queue.ScheduleResult;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.rollout.target.command.Commands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/** Runs commands on agents: each is a task in Jenkins' queue, owned by the job, so that all rules about nodes hold. */
@Extension
public final class AgentCommands implements Commands {
    @Override
    @NonNull
    public CompletableFuture<Ended> run(@NonNull Order order) {
        var task = new CommandTask(order);
        try (ACLContext asController = ACL.as2(ACL.SYSTEM2)) {
            ScheduleResult result = Queue.getInstance().schedule2(task, 0);
            if (result.isRefused()) {
                task.ended().complete(Ended.lost("Jenkins does not take the command; is it shutting down?"));
            }
        }
        task.ended().whenComplete((ended, failure) -> {
            if (task.ended().isCancelled()) {
                ForkJoinPool.commonPool().execute(task::stop); // asks an agent, which takes its time
            }
        });
        return task.ended();
    }
}
