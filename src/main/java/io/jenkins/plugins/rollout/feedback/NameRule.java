package io.jenkins.plugins.rollout.feedback;

import java.util.Locale;
import java.util.Optional;

/** What administrators say about names beside ratings. A sign-off always has one: without it nothing is signed. */
public enum NameRule {
    /** A name is kept unless the person wants none kept. */
    NAMED,
    /** No name is kept unless the person wants it kept. */
    ANONYMOUS,
    /** No name is kept, whatever the person wants. */
    NEVER;

    /** {@code named}, {@code anonymous}, {@code never}; the first for nothing, empty for anything else. */
    public static Optional<NameRule> of(String written) {
        if (written == null || written.isBlank()) {
            return Optional.of(NAMED);
        }
        for (NameRule rule : values()) {
            if (rule.word().equals(written.strip())) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether a name is kept.
     *
     * @param anonymous what the person wants; null when they do not say
     */
    public boolean keeps(Boolean anonymous) {
        return switch (this) {
            case NAMED -> !Boolean.TRUE.equals(anonymous);
            case ANONYMOUS -> Boolean.FALSE.equals(anonymous);
            case NEVER -> false;
        };
    }
}
