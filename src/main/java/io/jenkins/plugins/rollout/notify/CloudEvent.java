package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Situation;

/** A message in the JSON format of CloudEvents 1.0, in structured mode. */
final class CloudEvent {
    static final String MEDIA_TYPE = "application/cloudevents+json; charset=UTF-8";

    private CloudEvent() {}

    /** @param source where the rollout is, as a URI reference */
    static String of(Message message, String source) {
        Situation situation = message.situation();
        ObjectNode event = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", message.id())
                .put("source", source)
                .put("type", message.topic().type())
                .put("subject", situation.rolloutId()
                        + (situation.phase().isEmpty() ? "" : "/" + situation.phase()))
                .put("time", message.at().toString())
                .put("datacontenttype", "application/json");
        ObjectNode data = event.putObject("data")
                .put("topic", message.topic().word())
                .put("rollout", situation.rolloutId())
                .put("build", message.build())
                .put("application", situation.application())
                .put("environment", situation.environment())
                .put("version", situation.version());
        put(data, "previousVersion", situation.previousVersion());
        put(data, "phase", situation.phase());
        put(data, "exposure", situation.exposure());
        put(data, "audience", situation.audience());
        data.put("title", message.subject()).put("text", message.text());
        ArrayNode facts = data.putArray("facts");
        message.facts().forEach(fact -> facts.addObject().put("name", fact.name()).put("value", fact.value()));
        put(data, "evidence", message.evidence());
        put(data, "url", message.links().rollout());
        put(data, "approveUrl", message.links().approve());
        put(data, "rejectUrl", message.links().reject());
        if (message.again()) {
            data.put("again", true);
        }
        try {
            return Lines.JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    private static void put(ObjectNode data, String name, String value) {
        if (!value.isEmpty()) {
            data.put(name, value);
        }
    }
}
