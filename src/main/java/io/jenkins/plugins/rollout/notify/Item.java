package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message and where it goes.
 *
 * @param channel which of the plan's: {@code n0}, {@code n1}, for those who work on the rollout; {@code a0} for an audience
 * @param name of the place, for people
 * @param definition of the notifier, or of the announcement, as data
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Item(String channel, String name, JsonNode definition, Message message) {
    String id() {
        return message.id();
    }

    /** Which audience it speaks to; nothing is taken back from one that was told of nothing. */
    String audience() {
        return channel + "/" + message.situation().phase();
    }
}
