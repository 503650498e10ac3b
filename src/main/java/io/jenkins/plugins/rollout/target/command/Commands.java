package io.jenkins.plugins.rollout.target.command;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.security.core.Authentication;

/** Runs commands on the machines of this controller. */
public interface Commands extends ExtensionPoint {
    /**
     * By this variable of their environment a command and all that it started are found on a machine. Those of one target
     * in one phase have the same: they must not run at once.
     */
    String COOKIE = "ROLLOUT_COMMAND";

    /**
     * A command.
     *
     * @param build for which it runs; its log gets the output
     * @param identity whom it acts for: it runs only where that identity may build
     * @param label of the machine, as in {@code node('label')}; empty for any
     * @param line for the machine's shell
     * @param environment besides the machine's own; {@link #COOKIE} among them
     * @param limit how long it may run, once it does
     */
    record Order(
            Run<?, ?> build,
            Authentication identity,
            String label,
            String line,
            Map<String, String> environment,
            Duration limit) {
        public Order {
            environment = Map.copyOf(environment);
        }

        public String cookie() {
            return environment.getOrDefault(COOKIE, "");
        }
    }

    /**
     * How a command ended.
     *
     * @param code its exit code; -1 when it has none
     * @param last the last line it wrote, bounded; where it has no exit code, why not
     */
    record Ended(int code, String last) {
        /** It was begun or not, and it is not known what it came to. */
        public static Ended lost(String why) {
            return new Ended(-1, why);
        }
    }

    /**
     * Runs a command as soon as a machine has an executor free, which is held only while the command runs. What an
     * earlier life of the controller left with the same cookie on that machine is killed first.
     *
     * @return complete when it has ended. Cancelling it kills the command with all that it started, or takes it off the
     *     queue
     */
    @NonNull
    CompletableFuture<Ended> run(@NonNull Order order);

    static Commands get() {
        return ExtensionList.lookupSingleton(Commands.class);
    }
}
