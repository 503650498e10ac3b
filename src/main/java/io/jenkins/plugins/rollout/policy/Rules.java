package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Plan;
import java.util.List;
import java.util.stream.Stream;

/**
 * What administrators allow, for the rollouts of one job.
 *
 * @param selfApproval whether somebody may approve a rollout that they started or authored
 * @param freeUrls prefixes of URLs that a Jenkinsfile may name itself instead of a server; without credentials.
 *     Empty: none
 * @param policies of the controller and of the job's folders; which of them hold depends on application and environment
 * @param calendars all that there are
 * @param freezes all that are declared
 */
public record Rules(
        boolean selfApproval,
        List<String> freeUrls,
        List<Policy> policies,
        List<Calendar> calendars,
        List<Freeze> freezes) {
    /** Nothing is allowed that an administrator did not allow. */
    public static final Rules STRICT = new Rules(false, List.of());

    public Rules {
        freeUrls = freeUrls == null ? List.of() : List.copyOf(freeUrls);
        policies = policies == null ? List.of() : List.copyOf(policies);
        calendars = calendars == null ? List.of() : List.copyOf(calendars);
        freezes = freezes == null ? List.of() : List.copyOf(freezes);
    }

    public Rules(boolean selfApproval, List<String> freeUrls) {
        this(selfApproval, freeUrls, List.of(), List.of(), List.of());
    }

    /** The same with more policies, which hold besides. */
    public Rules besides(List<Policy> more) {
        List<Policy> all = Stream.concat(policies.stream(), more.stream()).toList();
        return new Rules(selfApproval, freeUrls, all, calendars, freezes);
    }

    /**
     * The rules that hold for one rollout: of the policies those that are about it. Asking again changes nothing.
     *
     * @param plan says which application and environment it is
     */
    public Rules of(Plan plan) {
        List<Policy> holding = policies.stream()
                .filter(policy -> policy.appliesTo(plan.application(), plan.environment()))
                .toList();
        boolean self = selfApproval && holding.stream().noneMatch(policy -> Boolean.FALSE.equals(policy.selfApproval()));
        return new Rules(self, freeUrls, holding, calendars, freezes);
    }

    /** The rules with more freezes. */
    public Rules with(List<Freeze> more) {
        return more.isEmpty()
                ? this
                : new Rules(
                        selfApproval,
                        freeUrls,
                        policies,
                        calendars,
                        Stream.concat(freezes.stream(), more.stream()).toList());
    }
}
