package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.policy.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says in one sentence what a rollout, or one of its phases, waits for. Plain text, without times that run. */
final class WaitsFor {
    private WaitsFor() {}

    /** The sentence under the title of the page. */
    static String of(RolloutState state) {
        return switch (state.status()) {
            case WAITING -> state.behind() == null
                    ? "It is about to begin."
                    : "Waits for rollout " + state.behind() + " to end: one at a time for " + state.plan().application()
                            + " in " + state.plan().environment() + ".";
            case ENDED -> sentence(capital(state.cause()));
            case ROLLING_BACK -> state.held() == null ? rollingBack(state) : held(state.held());
            case RUNNING -> running(state);
        };
    }

    private static String running(RolloutState state) {
        if (state.held() != null) {
            return held(state.held());
        }
        if (state.pause() != null) {
            return "Paused by " + state.pause().by() + ": " + sentence(state.pause().reason());
        }
        return held(state)
                .or(state::currentPhase)
                .map(phase -> phase.name() + ": " + lower(phase(state, phase)) + ".")
                .orElse("Waits for its first phase.");
    }

    /** The phase that a freeze or a calendar holds. */
    private static Optional<PhaseState> held(RolloutState state) {
        return state.phases().stream().filter(phase -> phase.window() != null).findFirst();
    }

    private static String held(RolloutState.Hold held) {
        String ways = switch (held.kind()) {
            case UNDO -> "Somebody must try again, or stop.";
            case DRIFT -> "Somebody must try again to deploy it again, resume to accept it, roll back or stop.";
            case POLICY -> "Somebody must try again once the policy allows it, roll back or stop.";
            case INCONCLUSIVE, FAILURE, EXPIRED -> "Somebody must try again, skip, roll back or stop.";
        };
        return held.phase() + ", " + held.stage().word() + ": " + sentence(held.why()) + " " + ways;
    }

    private static String rollingBack(RolloutState state) {
        String under = state.phases().stream()
                .filter(phase -> phase.status() == io.jenkins.plugins.rollout.model.PhaseStatus.UNDOING)
                .findFirst()
                .map(phase -> " " + phase.name() + " is being undone.")
                .orElse("");
        return sentence(capital(state.rollback().cause())) + under;
    }

    /** The sentence of a phase, without its full stop; empty when it waits for nothing. */
    static String phase(RolloutState state, PhaseState phase) {
        if (state.isEnded()) {
            return "";
        }
        if (phase.window() != null) {
            return "May not start now, " + phase.window().why();
        }
        return switch (phase.status()) {
            case GATE -> gate(state, phase);
            case PASSED -> "Is about to be deployed";
            case DEPLOYING -> deploying(phase);
            case DEPLOYED -> "Is about to go on";
            case BAKING -> baking(phase);
            case FAILED -> state.held() != null && phase.name().equals(state.held().phase())
                    ? "Waits for somebody to try again, skip, roll back or stop"
                    : "";
            case UNDOING -> "Is being undone";
            case NOT_UNDONE -> phase.retryable() ? "Waits for somebody to try the undo again" : "";
            case PENDING, DONE, SKIPPED, UNDONE -> "";
        };
    }

    private static String gate(RolloutState state, PhaseState phase) {
        Gate gate = phase.phase().gate();
        boolean measured = phase.watch() != null && phase.watch().rounds() > 0;
        if (phase.ask() != null) {
            if (phase.ask().expired()) {
                return "The request for approval has expired";
            }
            Quorum quorum = Quorum.of(state.approval(phase), phase.ask());
            boolean hold = gate.metrics().isEmpty() || phase.watch() != null && phase.watch().holds();
            if (quorum.complete()) {
                return hold ? "Is about to be deployed" : "Waits for all checks to hold again";
            }
            return approvals(quorum) + (hold ? "" : ", and for all checks to hold again");
        }
        if (!gate.metrics().isEmpty()) {
            int want = gate.sampling().passes();
            int have = phase.watch() == null ? 0 : Math.min(phase.watch().streak(), want);
            return measured
                    ? "Waits for all checks to hold"
                            + (want > 1 ? ", " + have + " of " + want + " rounds in a row so far" : "")
                    : "Waits for the first round of checks";
        }
        return "Is about to ask for approval";
    }

    private static String approvals(Quorum quorum) {
        List<Quorum.Count> lacking =
                quorum.rules().stream().filter(count -> count.missing() > 0).toList();
        List<String> asked =
                lacking.stream().filter(Quorum.Count::asked).map(WaitsFor::approvals).toList();
        String later = lacking.stream()
                .filter(count -> !count.asked())
                .map(count -> ", then " + people(count.rule()))
                .collect(Collectors.joining());
        return "Waits for " + and(asked) + later;
    }

    private static String approvals(Quorum.Count count) {
        boolean first = count.yeses().isEmpty();
        int missing = count.missing();
        String number = missing == 1
                ? first ? "an approval" : "1 more approval"
                : missing + (first ? " approvals" : " more approvals");
        return number + " from " + people(count.rule());
    }

    private static String people(Approval.Rule rule) {
        var people = new ArrayList<>(rule.from());
        if (rule.permission() != null) {
            people.add("anyone with " + rule.permission().title());
        }
        int last = people.size() - 1;
        return last == 0 ? people.get(0) : String.join(", ", people.subList(0, last)) + " or " + people.get(last);
    }

    private static String and(List<String> parts) {
        int last = parts.size() - 1;
        return last == 0 ? parts.get(0) : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    private static String deploying(PhaseState phase) {
        List<String> open = phase.operations().stream()
                .filter(Operation::open)
                .map(operation -> operation.target().name())
                .toList();
        return open.isEmpty() ? "Is being deployed" : "Is being deployed, waits for " + String.join(", ", open);
    }

    private static String baking(PhaseState phase) {
        Bake bake = phase.phase().bake();
        return "Bakes for " + Durations.text(bake.duration())
                + (bake.metrics().isEmpty() ? "" : "; all checks must hold to the end");
    }

    private static String sentence(String text) {
        return text.isEmpty() || text.endsWith(".") ? text : text + ".";
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static String lower(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
