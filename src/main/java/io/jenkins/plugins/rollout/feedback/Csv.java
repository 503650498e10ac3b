package io.jenkins.plugins.rollout.feedback;

import java.util.ArrayList;
import java.util.List;

/** Reads comma-separated values as RFC 4180 has them: quotes around what holds commas, quotes or ends of lines. */
final class Csv {
    private final String text;
    private final List<Row> rows = new ArrayList<>();
    private List<String> fields = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private int line = 1;
    private int begun = 1;

    /**
     * A record.
     *
     * @param line where it begins, from 1
     * @param problem what is wrong with its quotes; null when nothing is
     */
    record Row(int line, List<String> fields, String problem) {
        boolean isBlank() {
            return fields.size() == 1 && fields.get(0).isBlank() && problem == null;
        }
    }

    private Csv(String text) {
        this.text = text;
    }

    static List<Row> rows(String text) {
        return new Csv(text).read();
    }

    private List<Row> read() {
        String problem = null;
        boolean quoted = false;
        boolean closed = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line += c == '\n' ? 1 : 0;
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                    closed = true;
                }
            } else if (c == '"' && field.length() == 0 && !closed) {
                quoted = true;
            } else if (c == ',') {
                endField();
                closed = false;
            } else if (c == '\n') {
                endRow(problem);
                problem = null;
                closed = false;
            } else if (c != '\r' || i + 1 < text.length() && text.charAt(i + 1) != '\n') {
                problem = closed || c == '"' ? "has a quote where none belongs; write \"\" for a quote within quotes" : problem;
                field.append(c);
            }
        }
        if (quoted) {
            problem = "has a quote that is never closed";
        }
        if (field.length() > 0 || !fields.isEmpty() || quoted) {
            endRow(problem);
        }
        return rows;
    }

    private void endField() {
        fields.add(field.toString());
        field.setLength(0);
    }

    private void endRow(String problem) {
        endField();
        rows.add(new Row(begun, List.copyOf(fields), problem));
        fields = new ArrayList<>();
        begun = line;
    }
}
