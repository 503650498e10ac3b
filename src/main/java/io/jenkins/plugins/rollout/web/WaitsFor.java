package io.jenkins.plugins.rollout.web;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.HoldKind;
import io.jenkins.plugins.rollout.model.Operation;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import java.util.List;

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
        return state.currentPhase()
                .map(phase -> phase.name() + ": " + lower(phase(state, phase)) + ".")
                .orElse("Waits for its first phase.");
    }

    private static String held(RolloutState.Hold held) {
        String ways = switch (held.kind()) {
            case UNDO -> "Somebody must try again, or stop.";
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
        return switch (phase.status()) {
            case GATE -> gate(phase);
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

    private static String gate(PhaseState phase) {
        Gate gate = phase.phase().gate();
        boolean measured = phase.watch() != null && phase.watch().rounds() > 0;
        if (phase.ask() != null) {
            String more = approvals(gate.approval(), phase.ask().given().size());
            return gate.metrics().isEmpty() || phase.watch() != null && phase.watch().holds()
                    ? more
                    : more + ", and for all checks to hold again";
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

    private static String approvals(Approval approval, int given) {
        int missing = approval.quorum() - given;
        String count = missing == 1
                ? given == 0 ? "an approval" : "1 more approval"
                : missing + (given == 0 ? " approvals" : " more approvals");
        return "Waits for " + count + " from " + people(approval.from());
    }

    private static String people(List<String> from) {
        if (from.isEmpty()) {
            return "anyone with Rollout/Approve";
        }
        int last = from.size() - 1;
        return last == 0 ? from.get(0) : String.join(", ", from.subList(0, last)) + " or " + from.get(last);
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
