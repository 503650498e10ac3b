package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A message in Slack's Block Kit. All text is {@code plain_text}, in which Slack reads no formatting, no mention and no
 * link; in the plain line for notifications, which has no such type, {@code & < >} are escaped as Slack asks for, and
 * formatting is off.
 */
final class SlackBlocks {
    private static final int HEADER = 150;
    private static final int SECTION = 3000;
    private static final int FIELD = 2000;
    private static final int FIELDS = 10;
    private static final int URL = 3000;
    private static final String REST = "…";

    private SlackBlocks() {}

    static ObjectNode of(Message message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("text", escaped(message.subject()));
        body.put("mrkdwn", false);
        body.put("unfurl_links", false);
        body.put("unfurl_media", false);
        ArrayNode blocks = body.putArray("blocks");
        blocks.addObject().put("type", "header").set("text", plain(oneLine(message.subject()), HEADER));
        blocks.addObject().put("type", "section").set("text", plain(message.text(), SECTION));
        fields(message, blocks);
        buttons(message.links(), blocks);
        if (message.again()) {
            blocks.addObject()
                    .put("type", "context")
                    .putArray("elements")
                    .add(plain("This may have come before: the controller was stopped while it was being sent.", FIELD));
        }
        return body;
    }

    private static void fields(Message message, ArrayNode blocks) {
        if (message.facts().isEmpty()) {
            return;
        }
        ArrayNode fields = blocks.addObject().put("type", "section").putArray("fields");
        message.facts().stream()
                .limit(FIELDS)
                .forEach(fact -> fields.add(plain(fact.name() + "\n" + fact.value(), FIELD)));
    }

    /** They only lead to pages: Slack tells nobody but its reader who pressed one. */
    private static void buttons(Message.Links links, ArrayNode blocks) {
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        button(elements, "approve", "Approve …", links.approve(), "primary");
        button(elements, "reject", "Reject …", links.reject(), "danger");
        button(elements, "rollout", "Open the rollout", links.rollout(), null);
        if (!elements.isEmpty()) {
            blocks.addObject().put("type", "actions").set("elements", elements);
        }
    }

    private static void button(ArrayNode elements, String id, String text, String url, String style) {
        if (url.isEmpty() || url.length() > URL) {
            return;
        }
        ObjectNode button = elements.addObject().put("type", "button").put("action_id", id).put("url", url);
        button.set("text", plain(text, HEADER));
        if (style != null) {
            button.put("style", style);
        }
    }

    private static ObjectNode plain(String text, int most) {
        String some = text.isBlank() ? REST : text;
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "plain_text")
                .put("emoji", false)
                .put("text", some.length() <= most ? some : some.substring(0, most - 1) + REST);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /** As Slack's documentation asks for; nothing else begins a mention or a link there. */
    static String escaped(String text) {
        return oneLine(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
