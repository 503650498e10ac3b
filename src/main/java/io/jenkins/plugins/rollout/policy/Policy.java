package io.jenkins.plugins.rollout.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What rollouts of some applications to some environments must keep to. Where several policies apply, of the controller
 * and of folders, all of them must be kept: none can loosen another.
 *
 * @param name how messages call it
 * @param place who set it, in words: {@code global} or {@code folder 'team/shop'}
 * @param applications which applications, as a pattern: {@code *} or {@code shop-*}
 * @param environments which environments, as a pattern
 * @param phases names of phases that every plan must have, in this order; others may stand between them
 * @param maxFirstExposure the most that the first phase with an exposure may expose, in percent; null for no limit
 * @param minBake how long every phase before the last must bake at least; null for no limit
 * @param criteria names of criteria that a gate or a bake of every plan must have
 * @param minQuorum how many different people must approve each phase at least. 0 or more
 * @param groups who may be asked for approval: people and groups; empty for anybody. Otherwise a rule must name somebody
 * @param selfApproval false: nobody approves a rollout that they started or authored, whatever else says so. Anything
 *     else leaves it to others
 * @param automatic whether a gate may say {@code automatic: true}; null leaves it to others, and to {@code minQuorum}.
 *     Where it is true, {@code minQuorum} and {@code groups} of this policy are about gates that ask somebody
 * @param sources symbols of sources of metrics that may be used; empty for all
 * @param targets symbols of targets that may be used; empty for all
 * @param servers names of servers that may be used; empty for all. Otherwise no URL may be named instead of a server
 * @param calendars names of calendars that hold for every phase
 * @param hotfix who lets a hot-fix through; null when there is no hot-fix lane
 * @param retention how long the audit trail is kept; null for ever
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Policy(
        String name,
        String place,
        String applications,
        String environments,
        List<String> phases,
        BigDecimal maxFirstExposure,
        Duration minBake,
        List<String> criteria,
        int minQuorum,
        List<String> groups,
        Boolean selfApproval,
        Boolean automatic,
        List<String> sources,
        List<String> targets,
        List<String> servers,
        List<String> calendars,
        Hotfix hotfix,
        Duration retention) {

    /**
     * The lane past freezes and closed hours.
     *
     * @param from who must approve every phase in it, people and groups; empty for everyone with Rollout/Approve
     * @param quorum how many of them. 1 or more
     */
    public record Hotfix(List<String> from, int quorum) {
        public Hotfix {
            from = from == null ? List.of() : List.copyOf(from);
            if (quorum < 1) {
                throw new IllegalArgumentException("quorum: " + quorum + " is less than 1");
            }
        }
    }

    public Policy {
        Objects.requireNonNull(name, "name");
        place = place == null ? "global" : place;
        applications = applications == null || applications.isBlank() ? "*" : applications.trim();
        environments = environments == null || environments.isBlank() ? "*" : environments.trim();
        phases = copy(phases);
        criteria = copy(criteria);
        groups = copy(groups);
        sources = copy(sources);
        targets = copy(targets);
        servers = copy(servers);
        calendars = copy(calendars);
    }

    /** Whether it is about rollouts of that application to that environment. */
    public boolean appliesTo(String application, String environment) {
        return Patterns.match(applications, environments, application, environment);
    }

    /** How messages call it, with where it was set: {@code policy 'production' (global)}. */
    public String title() {
        return "policy '" + name + "' (" + place + ")";
    }

    private static List<String> copy(List<String> names) {
        return names == null ? List.of() : List.copyOf(names);
    }
}
