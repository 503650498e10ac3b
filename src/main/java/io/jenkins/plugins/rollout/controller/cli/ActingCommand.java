package io.jenkins.plugins.rollout.controller.cli;

import hudson.cli.CLICommand;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Decision;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.service.Actors;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kohsuke.args4j.Argument;
import org.springframework.security.access.AccessDeniedException;

/**
 * Asks the engine for something, in the name of whoever runs the command. Ends with 0 when it is done, 3 when something
 * is written wrongly, 4 when things are not such, 6 when the person may not.
 */
public abstract class ActingCommand extends CLICommand {
    private static final long PATIENCE_SECONDS = 30;

    @Argument(metaVar = "BUILD|ROLLOUT-ID", required = true, usage = "the build, as team/shop#12, or the rollout's id")
    public String name;

    abstract Command command(Actor by);

    @Override
    protected int run() throws Exception {
        Chosen chosen = Chosen.of(name);
        Actor by = Actors.current(chosen.run(), "cli");
        Decision decision = RolloutService.get()
                .engine()
                .submit(chosen.id(), command(by))
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (decision instanceof Decision.Refused refused) {
            throw failure(refused);
        }
        tell(chosen, ((Decision.Accepted) decision).entries());
        return 0;
    }

    private static RuntimeException failure(Decision.Refused refused) {
        String error = Plain.text(refused.error());
        return switch (refused.reason()) {
            case INVALID -> new IllegalArgumentException(error);
            case FORBIDDEN -> new AccessDeniedException(error);
            case UNKNOWN, CONFLICT -> new IllegalStateException(error);
        };
    }

    private void tell(Chosen chosen, List<Entry> entries) {
        long last = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).sequence();
        stdout.println(entries.isEmpty()
                ? chosen.id() + ": there was nothing left to do"
                : chosen.id() + ": done, record " + last);
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println(getShortDescription());
        stderr.println("Acts as the person who runs it; the same rules hold as on the page.");
    }
}
