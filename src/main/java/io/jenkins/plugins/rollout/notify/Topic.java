package io.jenkins.plugins.rollout.notify;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a message is about. */
public enum Topic {
    /** It began; only for those who ask for it. */
    STARTED("rollout.started", false),
    /** People are asked to approve a phase. */
    APPROVAL("approval.requested", true),
    /** They have yet to answer. */
    REMINDER("approval.reminded", true),
    /** Nobody answered, and others are asked besides. */
    ESCALATION("approval.escalated", true),
    /** Nobody answered in time. */
    EXPIRED("approval.expired", true),
    /** A gate, a deployment or a bake failed, or people said no. */
    FAILURE("stage.failed", true),
    /** It cannot go on without a human. */
    HELD("rollout.held", true),
    /** A phase is deployed; only for those who ask for it. */
    DEPLOYED("phase.deployed", false),
    /** It was rolled back; says what could not be undone. */
    ROLLBACK("rollout.rolledback", true),
    /** It ended, well or not, without a rollback. */
    DONE("rollout.ended", true),
    /** To an audience: you have the version. */
    ARRIVED("announcement.arrived", false),
    /** To an audience: it was taken back. */
    TAKEN_BACK("announcement.takenback", false);

    /** What stands before the type of each of our events. */
    public static final String PREFIX = "io.jenkins.plugins.rollout.";

    private static final Set<Topic> ANNOUNCEMENTS = EnumSet.of(ARRIVED, TAKEN_BACK);

    private final String type;
    private final boolean usual;

    Topic(String type, boolean usual) {
        this.type = type;
        this.usual = usual;
    }

    /** As {@code type} of a CloudEvent: {@code io.jenkins.plugins.rollout.approval.requested}. */
    public String type() {
        return PREFIX + type;
    }

    /** As a Jenkinsfile writes it: {@code approval}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is for those who get a version, not for those who work on it. */
    public boolean isAnnouncement() {
        return ANNOUNCEMENTS.contains(this);
    }

    /** Whether it asks for an answer to the open request for approval. */
    public boolean asks() {
        return this == APPROVAL || this == REMINDER || this == ESCALATION;
    }

    /** What people are told of who choose nothing. */
    static Set<Topic> usual() {
        var topics = EnumSet.noneOf(Topic.class);
        Arrays.stream(values()).filter(topic -> topic.usual).forEach(topics::add);
        return topics;
    }

    /** The one that a Jenkinsfile calls so. Announcements are no choice. */
    static Optional<Topic> of(String word) {
        return Arrays.stream(values())
                .filter(topic -> !topic.isAnnouncement() && topic.word().equals(word.trim()))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values())
                .filter(topic -> !topic.isAnnouncement())
                .map(Topic::word)
                .toList();
    }
}
