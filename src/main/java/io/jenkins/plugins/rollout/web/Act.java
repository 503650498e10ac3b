package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.model.Actor;

/** What people may ask for by POST; its name in lower case is the last part of the URL. */
enum Act {
    APPROVE,
    WITHDRAW,
    REJECT,
    PAUSE,
    RESUME,
    RETRY,
    SKIP,
    PROMOTE,
    HOTFIX,
    ROLLBACK,
    STOP;

    Command.Human command(Actor by, RequestBody body) {
        String reason = body.first("reason", "comment");
        return switch (this) {
            case APPROVE -> new Command.Approve(
                    by,
                    body.first("evidence"),
                    body.first("comment", "reason"),
                    body.answers(),
                    body.says("override"));
            case WITHDRAW -> new Command.Withdraw(by, reason);
            case REJECT -> new Command.Reject(by, reason);
            case PAUSE -> new Command.Pause(by, reason);
            case RESUME -> new Command.Resume(by, reason);
            case RETRY -> new Command.Retry(by, reason);
            case SKIP -> new Command.Skip(by, reason);
            case PROMOTE -> new Command.Promote(by, reason);
            case HOTFIX -> new Command.Hotfix(by, reason);
            case ROLLBACK -> new Command.RollBack(by, reason);
            case STOP -> new Command.Stop(by, reason);
        };
    }
}
