package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Approval;
import io.jenkins.plugins.rollout.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** Where a request for approval asks fewer people than a policy wants, or others. */
final class PolicyApproval {
    private PolicyApproval() {}

    /**
     * How many different people must say yes at least. One person counts for one rule; for a rule that is shared those of
     * other rules count too.
     */
    static int people(Approval approval) {
        if (approval.automatic()) {
            return 0;
        }
        int apart = 0;
        int together = 0;
        for (Approval.Rule rule : approval.rules()) {
            if (rule.shared()) {
                together = Math.max(together, rule.quorum());
            } else {
                apart += rule.quorum();
            }
        }
        return Math.max(apart, together);
    }

    /** Problems whose fields are seen from the approval. */
    static List<Problem> problems(Approval approval, Policy policy) {
        var problems = new ArrayList<Problem>();
        if (approval.automatic()) {
            automatic(policy, problems);
            return problems;
        }
        int people = people(approval);
        if (people < policy.minQuorum()) {
            boolean sharing = people < approval.quorum();
            problems.add(Problem.of(
                    "quorum",
                    people + (sharing ? " different people, where rules are shared," : "") + " is less than "
                            + policy.minQuorum() + ", which " + policy.title() + " asks for"));
        }
        if (!policy.groups().isEmpty()) {
            for (int i = 0; i < approval.rules().size(); i++) {
                String rule = approval.rules().size() == 1 ? "" : "rules[" + i + "].";
                rule(approval.rules().get(i), rule, policy, problems);
            }
            if (approval.escalation() != null) {
                names(approval.escalation().to(), "escalate.to", policy, problems);
            }
        }
        return problems;
    }

    private static void automatic(Policy policy, List<Problem> problems) {
        if (Boolean.FALSE.equals(policy.automatic())) {
            problems.add(Problem.of(
                    "automatic", "true is not allowed by " + policy.title() + "; say who approves: from: ['…']"));
        } else if (policy.automatic() == null && policy.minQuorum() > 0) {
            problems.add(Problem.of(
                    "automatic",
                    "true asks nobody, which is less than " + policy.minQuorum() + ", which " + policy.title()
                            + " asks for"));
        }
    }

    private static void rule(Approval.Rule rule, String prefix, Policy policy, List<Problem> problems) {
        if (rule.permission() != null) {
            String permission = rule.permission().name().charAt(0)
                    + rule.permission().name().substring(1).toLowerCase(java.util.Locale.ROOT);
            problems.add(Problem.of(
                    prefix + (rule.from().isEmpty() ? "from" : "permission"),
                    (rule.from().isEmpty()
                                    ? "names nobody, so that everyone with Rollout/" + permission + " may answer; "
                                    : "lets everyone with Rollout/" + permission + " answer; ")
                            + policy.title() + " allows only " + among(policy)));
        }
        names(rule.from(), prefix + "from", policy, problems);
    }

    private static void names(List<String> names, String field, Policy policy, List<Problem> problems) {
        for (String name : names) {
            if (!policy.groups().contains(name)) {
                problems.add(Problem.of(
                        field, "'" + name + "' is not among " + among(policy) + ", whom " + policy.title() + " allows"));
            }
        }
    }

    private static String among(Policy policy) {
        return String.join(", ", policy.groups());
    }
}
