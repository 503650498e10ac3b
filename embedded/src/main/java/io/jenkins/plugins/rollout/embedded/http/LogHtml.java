package io.jenkins.plugins.rollout.embedded.http;

import hudson.MarkupText;
import hudson.console.ConsoleNote;
import hudson.model.Run;
import io.jenkins.plugins.rollout.embedded.home.SignedNotes;
import java.util.ArrayList;
import java.util.List;

/** Lines of a log as HTML: everything is text, and notes that this controller signed become what they stand for. */
final class LogHtml {
    private LogHtml() {}

    private record Placed(int position, String note) {}

    static String of(String text, Run<?, ?> run) {
        StringBuilder html = new StringBuilder(text.length() + text.length() / 8);
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            html.append(line(text.substring(start, end), run));
            if (newline >= 0) {
                html.append('\n');
            }
            start = end + 1;
        }
        return html.toString();
    }

    private static String line(String line, Run<?, ?> run) {
        List<Placed> notes = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        int pos = 0;
        for (int at = line.indexOf(ConsoleNote.PREAMBLE_STR);
                at >= 0;
                at = line.indexOf(ConsoleNote.PREAMBLE_STR, pos)) {
            int body = at + ConsoleNote.PREAMBLE_STR.length();
            int end = line.indexOf(ConsoleNote.POSTAMBLE_STR, body);
            if (end < 0) {
                break;
            }
            plain.append(line, pos, at);
            notes.add(new Placed(plain.length(), line.substring(body, end)));
            pos = end + ConsoleNote.POSTAMBLE_STR.length();
        }
        plain.append(line.substring(pos));
        MarkupText markup = new MarkupText(plain.toString());
        for (Placed placed : notes) {
            SignedNotes.decode(placed.note()).ifPresent(note -> annotate(note, run, markup, placed.position()));
        }
        return markup.toString(true);
    }

    @SuppressWarnings("unchecked")
    private static void annotate(ConsoleNote<?> note, Run<?, ?> run, MarkupText text, int position) {
        ((ConsoleNote<Object>) note).annotate(run, text, position);
    }
}
