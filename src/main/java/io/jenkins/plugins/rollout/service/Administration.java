package io.jenkins.plugins.rollout.service;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.rollout.feedback.NameRule;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.policy.Delegation;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.policy.Server;
import io.jenkins.plugins.rollout.policy.Servers;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;

/** What administrators configured, wherever this controller keeps it. */
public interface Administration extends ExtensionPoint {
    /** The servers that Jenkinsfiles may name. */
    Servers servers();

    /** What is allowed everywhere. Asked anew for each decision. */
    Rules rules();

    /**
     * What is allowed to the rollouts of one job: the rules of the controller, and those of the folders around it.
     *
     * @param job full name of the job, {@code team/shop}
     */
    default Rules rules(String job) {
        return rules();
    }

    /** Who acts for whom by the controller's configuration; what people declare themselves is kept elsewhere. */
    default List<Delegation> delegations() {
        return List.of();
    }

    /** The cohorts that every Jenkinsfile may name and none may define anew. Sound ones only. */
    default List<Audience> audiences() {
        return List.of();
    }

    /** Whether phases may name defined cohorts only, none that only a target knows. */
    default boolean definedAudiencesOnly() {
        return false;
    }

    /** A version that is live, as the configuration says it. */
    record Live(String application, String environment, String version) {}

    /** What is live by the controller's configuration, where no rollout brought anything and nobody said otherwise. */
    default List<Live> live() {
        return List.of();
    }

    /** Who is told of every rollout, whatever its Jenkinsfile says. */
    default List<Notifier> notifiers() {
        return List.of();
    }

    /** Whether names are kept beside ratings. */
    default NameRule feedbackNames() {
        return NameRule.NAMED;
    }

    /** The one of this controller; where there is none, no server is known and nothing is allowed. */
    static Administration get() {
        if (Jenkins.getInstanceOrNull() == null) {
            return Nothing.CONFIGURED; // a step that is read where no controller runs
        }
        ExtensionList<Administration> all = ExtensionList.lookup(Administration.class);
        return all.isEmpty() ? Nothing.CONFIGURED : all.get(0);
    }

    /** Stands for administrators who configured nothing. */
    enum Nothing implements Administration, Servers {
        CONFIGURED;

        @Override
        public Servers servers() {
            return this;
        }

        @Override
        public Rules rules() {
            return Rules.STRICT;
        }

        @Override
        public Optional<Server> find(String kind, String name) {
            return Optional.empty();
        }

        @Override
        public List<String> names(String kind) {
            return List.of();
        }
    }
}
