package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.notify.Sent;
import io.jenkins.plugins.rollout.service.Messages;
import java.io.IOException;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** Who was told of a rollout, and who could not be, as JSON. */
final class MessageView {
    private static final Logger LOGGER = Logger.getLogger(MessageView.class.getName());

    /** The last ones are shown. */
    private static final int MOST = 50;

    private MessageView() {}

    /** Newest first. */
    static ArrayNode json(RolloutState state) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        List<Sent> all = all(state);
        for (int i = all.size() - 1; i >= Math.max(0, all.size() - MOST); i--) {
            Sent sent = all.get(i);
            json.addObject()
                    .put("at", sent.at().toString())
                    .put("topic", sent.topic())
                    .put("phase", sent.phase())
                    .put("to", sent.to())
                    .put("state", sent.state())
                    .put("why", sent.why())
                    .put("tries", sent.tries());
        }
        return json;
    }

    private static List<Sent> all(RolloutState state) {
        boolean nobody = state.plan().channels().isEmpty() && state.plan().announcements().isEmpty();
        if (nobody || Jenkins.getInstanceOrNull() == null) {
            return List.of();
        }
        try {
            return Messages.get().of(state);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the messages of rollout " + state.id() + " cannot be read", e);
            return List.of();
        }
    }
}
