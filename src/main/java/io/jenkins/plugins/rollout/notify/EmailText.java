package io.jenkins.plugins.rollout.notify;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A message as a letter: once as plain text, once as HTML, in which all text of it is escaped. */
final class EmailText {
    private static final int SUBJECT = 200;

    private EmailText() {}

    static Letter of(Message message, List<String> to) {
        String subject = message.subject().length() <= SUBJECT ? message.subject() : message.subject().substring(0, SUBJECT);
        return new Letter(
                localPart(message.id()),
                localPart(message.situation().rolloutId()),
                message.at(),
                to,
                subject,
                text(message),
                html(message));
    }

    /** What may stand before an {@code @} (RFC 5322, 3.2.3): no dot at an end, no two in a row. */
    static String localPart(String id) {
        return id.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*") && id.length() <= 200 ? id : digest(id);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String text(Message message) {
        var text = new StringBuilder(message.text()).append("\n\n");
        message.facts().forEach(fact -> text.append(fact.name()).append(": ").append(fact.value()).append('\n'));
        Message.Links links = message.links();
        line(text, "\nApprove: ", links.approve());
        line(text, "Reject: ", links.reject());
        line(text, "The rollout: ", links.rollout());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String url) {
        if (!url.isEmpty()) {
            text.append(name).append(url).append('\n');
        }
    }

    private static String html(Message message) {
        var html = new StringBuilder("<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head>"
                + "<body style=\"font-family: sans-serif\"><h1 style=\"font-size: 120%\">")
                .append(escaped(message.subject()))
                .append("</h1>");
        for (String paragraph : message.text().split("\n\n")) {
            html.append("<p>").append(escaped(paragraph).replace("\n", "<br>")).append("</p>");
        }
        if (!message.facts().isEmpty()) {
            html.append("<table>");
            message.facts().forEach(fact -> html.append("<tr><th align=\"left\">")
                    .append(escaped(fact.name()))
                    .append("</th><td>")
                    .append(escaped(fact.value()))
                    .append("</td></tr>"));
            html.append("</table>");
        }
        Message.Links links = message.links();
        html.append("<p>");
        link(html, "Approve …", links.approve());
        link(html, "Reject …", links.reject());
        link(html, "Open the rollout", links.rollout());
        return html.append("</p></body></html>").toString();
    }

    private static void link(StringBuilder html, String name, String url) {
        if (!url.isEmpty()) {
            html.append("<a href=\"").append(escaped(url)).append("\">").append(name).append("</a> &nbsp; ");
        }
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("\r", "");
    }
}
