package io.jenkins.plugins.rollout.model;

import java.util.List;

/**
 * What must hold before a phase is deployed: metrics, then approval, with the metrics still watched.
 *
 * @param metrics all of them must hold in the same round; may be empty
 * @param sampling how often they are looked at
 * @param approval who must say yes
 */
public record Gate(List<Criterion> metrics, Sampling sampling, Approval approval) {
    public static final Gate DEFAULT = new Gate(List.of(), Sampling.DEFAULT, Approval.DEFAULT);

    public Gate {
        metrics = metrics == null ? List.of() : List.copyOf(metrics);
        sampling = sampling == null ? Sampling.DEFAULT : sampling;
        approval = approval == null ? Approval.DEFAULT : approval;
    }
}
