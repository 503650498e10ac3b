package io.jenkins.plugins.rollout.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Policies for tests, that ask for nothing but what is said. */
public final class Policies {
    private String name = "production";
    private String place = "global";
    private String applications;
    private String environments;
    private List<String> phases;
    private BigDecimal maxFirstExposure;
    private Duration minBake;
    private List<String> criteria;
    private int minQuorum;
    private List<String> groups;
    private Boolean selfApproval;
    private Boolean automatic;
    private List<String> sources;
    private List<String> targets;
    private List<String> servers;

    public static Policies policy() {
        return new Policies();
    }

    public Policies named(String name, String place) {
        this.name = name;
        this.place = place;
        return this;
    }

    public Policies about(String applications, String environments) {
        this.applications = applications;
        this.environments = environments;
        return this;
    }

    public Policies phases(String... phases) {
        this.phases = List.of(phases);
        return this;
    }

    public Policies maxFirstExposure(String percent) {
        maxFirstExposure = new BigDecimal(percent);
        return this;
    }

    public Policies minBake(Duration minBake) {
        this.minBake = minBake;
        return this;
    }

    public Policies criteria(String... criteria) {
        this.criteria = List.of(criteria);
        return this;
    }

    public Policies minQuorum(int minQuorum) {
        this.minQuorum = minQuorum;
        return this;
    }

    public Policies groups(String... groups) {
        this.groups = List.of(groups);
        return this;
    }

    public Policies selfApproval(boolean selfApproval) {
        this.selfApproval = selfApproval;
        return this;
    }

    public Policies automatic(boolean automatic) {
        this.automatic = automatic;
        return this;
    }

    public Policies sources(String... sources) {
        this.sources = List.of(sources);
        return this;
    }

    public Policies targets(String... targets) {
        this.targets = List.of(targets);
        return this;
    }

    public Policies servers(String... servers) {
        this.servers = List.of(servers);
        return this;
    }

    public Policy done() {
        return new Policy(
                name, place, applications, environments, phases, maxFirstExposure, minBake, criteria, minQuorum, groups,
                selfApproval, automatic, sources, targets, servers, null, null, null);
    }

    /** Rules of these policies alone. */
    public static Rules rules(Policies... policies) {
        return new Rules(
                true, List.of(), java.util.Arrays.stream(policies).map(Policies::done).toList(), null, null);
    }
}
