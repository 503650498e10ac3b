package io.jenkins.plugins.rollout.target.flag;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.audience.AudienceRules;
import io.jenkins.plugins.rollout.model.Audience;
import io.jenkins.plugins.rollout.model.Situation;
import java.util.Locale;

/** What the {@code http} provider sends. */
final class HttpFlagMessages {
    private HttpFlagMessages() {}

    /** @param action {@code set}, {@code reset} or {@code status} */
    static ObjectNode of(String action, FlagCall call) {
        Situation situation = call.call().situation();
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("action", action);
        if (action.equals("status")) {
            message.put("of", call.call().action().word().equals("undo") ? "reset" : "set");
        }
        message.put("operation", call.operation());
        message.put("flag", call.flag());
        message.put("variant", call.variant());
        message.put("rollout", situation.rolloutId());
        message.put("application", situation.application());
        message.put("environment", situation.environment());
        message.put("version", situation.version());
        message.put("phase", situation.phase());
        message.put("exposure", call.reach().exposure());
        message.put("salt", call.salt());
        ArrayNode audiences = message.putArray("audiences");
        call.reach().audiences().forEach(audience -> add(audiences.addObject(), audience));
        return message;
    }

    private static void add(ObjectNode json, Audience audience) {
        json.put("name", audience.name());
        json.put("defined", audience.isDefined());
        audience.keys().forEach(json.putArray("list")::add);
        ArrayNode rules = json.putArray("rules");
        audience.rules().forEach(rule -> {
            ObjectNode one = rules.addObject();
            one.put("attribute", rule.attribute());
            one.put("operator", AudienceRules.word(rule.operator()));
            rule.values().forEach(one.putArray("values")::add);
        });
        json.put("percent", audience.percent());
        json.put("salt", audience.salt());
        json.put("hash", audience.hash() == null ? null : audience.hash().name().toLowerCase(Locale.ROOT));
    }
}
