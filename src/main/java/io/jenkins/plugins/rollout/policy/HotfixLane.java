package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who lets a hot-fix through: what the policies say that hold for it, all of them. */
public final class HotfixLane {
    private HotfixLane() {}

    /**
     * The rules of the lane. Each policy's is one of its own; of those that name the same people the highest quorum
     * holds. One person counts for all that name them, so that together they ask for as many different people as the
     * strictest does.
     *
     * @return empty when there is no lane
     */
    public static List<Approval.Rule> rules(Plan plan, Rules rules) {
        Map<List<String>, Integer> quorums = new LinkedHashMap<>();
        for (Policy policy : rules.of(plan).policies()) {
            if (policy.hotfix() != null) {
                List<String> from = policy.hotfix().from().stream().sorted().distinct().toList();
                quorums.merge(from, policy.hotfix().quorum(), Math::max);
            }
        }
        boolean shared = quorums.size() > 1;
        return quorums.entrySet().stream()
                .map(rule -> new Approval.Rule(rule.getKey(), null, rule.getValue(), shared))
                .toList();
    }
}
