package io.jenkins.plugins.rollout.notify;

import java.time.Instant;
import java.util.List;

/**
 * A letter on its way to a mail server.
 *
 * @param id the same for the same letter, however often it is sent: what stands before the {@code @} of its Message-ID
 * @param thread the same for all letters about one rollout
 * @param to addresses
 * @param subject one line
 * @param text for those who read plain text
 * @param html the same for the others
 */
public record Letter(String id, String thread, Instant at, List<String> to, String subject, String text, String html) {
    public Letter {
        to = List.copyOf(to);
    }
}
