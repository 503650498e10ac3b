package io.jenkins.plugins.rollout.backtest;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Sampling;
import io.jenkins.plugins.rollout.model.Stage;
import java.time.Duration;
import java.util.List;

/**
 * A gate or a bake, with those of its criteria that can be asked about the past.
 *
 * @param stage gate or bake
 * @param exposed who has the version meanwhile
 * @param leftOut the criteria that cannot be asked
 */
record Part(
        Phase phase, Stage stage, String exposed, List<Criterion> criteria, Sampling sampling, List<Report.LeftOut> leftOut) {

    /** Nobody is asked and nothing is measured. */
    static final Gate OPEN = new Gate(List.of(), null, Approval.AUTOMATIC);

    boolean isEmpty() {
        return criteria.isEmpty();
    }

    boolean isHarmedBy(List<Degradation> degradations) {
        return criteria.stream()
                .anyMatch(criterion -> degradations.stream()
                        .anyMatch(each -> each.criterion().equals(criterion.name())));
    }

    Gate gate() {
        return new Gate(criteria, sampling, Approval.AUTOMATIC);
    }

    Bake bake() {
        return new Bake(phase.bake().duration(), criteria, sampling);
    }

    /** The phase with this part alone. */
    Phase alone() {
        return stage == Stage.GATE ? with(phase, gate(), null) : with(phase, OPEN, bake());
    }

    static Phase with(Phase phase, Gate gate, Bake bake) {
        return new Phase(phase.name(), phase.audience(), phase.exposure(), gate, bake);
    }

    /** Sooner than this after its beginning it cannot pass. */
    static Duration shortest(Phase phase) {
        Sampling sampling = phase.gate().sampling();
        Duration gate = phase.gate().metrics().isEmpty()
                ? Duration.ZERO
                : sampling.initialDelay().plus(sampling.interval().multipliedBy(sampling.passes() - 1L));
        return phase.baking().map(bake -> gate.plus(bake.duration())).orElse(gate);
    }
}
