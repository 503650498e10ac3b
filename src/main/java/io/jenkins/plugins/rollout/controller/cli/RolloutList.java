package io.jenkins.plugins.rollout.controller.cli;

import hudson.Extension;
import hudson.cli.CLICommand;
import io.jenkins.plugins.rollout.engine.RolloutEngine;
import io.jenkins.plugins.rollout.model.Ask;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.args4j.Option;

/** Lists the rollouts that are under way. */
@Extension
public final class RolloutList extends CLICommand {
    private static final List<String> COLUMNS = List.of(
            "rollout", "build", "application", "version", "environment", "status", "phase", "evidence");

    @Option(name = "--asking", usage = "only those that wait for approval")
    public boolean asking;

    @Override
    public String getShortDescription() {
        return "Lists the rollouts that are under way, with what those who approve need to name.";
    }

    @Override
    protected void printUsageSummary(PrintStream stderr) {
        stderr.println(getShortDescription());
        stderr.println("A line each, with tabs between: " + String.join(", ", COLUMNS) + ". Those of jobs that you may not"
                + " read are left out. 'evidence' is '-' where nobody is asked.");
    }

    @Override
    protected int run() {
        stdout.println(String.join("\t", COLUMNS));
        RolloutEngine engine = RolloutService.get().engine();
        engine.ids().stream()
                .map(engine::state)
                .flatMap(Optional::stream)
                .filter(state -> !asking || ask(state).isPresent())
                .filter(state -> Chosen.visible(RolloutService.get().build(state.id()).orElse(null)).isPresent())
                .sorted(Comparator.comparing(RolloutState::declaredAt))
                .forEach(state -> stdout.println(line(state)));
        return 0;
    }

    private static Optional<Ask> ask(RolloutState state) {
        return state.currentPhase().map(PhaseState::ask);
    }

    private static String line(RolloutState state) {
        String status = state.held() != null
                ? "held"
                : state.pause() != null ? "paused" : state.status().name().toLowerCase(Locale.ROOT);
        return Stream.of(
                        state.id(),
                        state.build(),
                        state.plan().application(),
                        state.plan().version(),
                        state.plan().environment(),
                        status,
                        state.currentPhase().map(PhaseState::name).orElse("-"),
                        ask(state).map(Ask::evidence).orElse("-"))
                .map(Plain::text)
                .collect(Collectors.joining("\t"));
    }
}
