package io.jenkins.plugins.rollout.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what Flux answers: tables of CSV (RFC 4180), each after an empty line with annotations and a header of its own.
 *
 * @see <a href="https://docs.influxdata.com/influxdb/v2/reference/syntax/annotated-csv/">Annotated CSV</a>
 */
final class AnnotatedCsv {
    private final String text;
    private int at;

    private AnnotatedCsv(String text) {
        this.text = text;
    }

    /** Which header a row stands under, as a column of its own. */
    static final String SECTION = "#";

    /** All rows of all tables, by the names of their columns. */
    static List<Map<String, String>> rows(String text) {
        var csv = new AnnotatedCsv(text);
        var rows = new ArrayList<Map<String, String>>();
        List<String> header = List.of();
        int section = 0;
        while (csv.at < text.length()) {
            List<String> record = csv.record();
            if (record.equals(List.of(""))) {
                header = List.of();
            } else if (!record.get(0).startsWith("#")) {
                if (header.isEmpty()) {
                    header = record;
                    section++;
                } else {
                    rows.add(row(section, header, record));
                }
            }
        }
        return rows;
    }

    private static Map<String, String> row(int section, List<String> header, List<String> record) {
        var row = new LinkedHashMap<String, String>();
        row.put(SECTION, String.valueOf(section));
        for (int i = 0; i < Math.min(header.size(), record.size()); i++) {
            row.put(header.get(i), record.get(i));
        }
        return row;
    }

    private List<String> record() {
        var fields = new ArrayList<String>();
        do {
            fields.add(field());
        } while (at < text.length() && text.charAt(at++) == ',');
        return fields;
    }

    /** Up to the comma or the line feed that ends it. */
    private String field() {
        var field = new StringBuilder();
        boolean quoted = false;
        while (at < text.length() && (quoted || ",\n".indexOf(text.charAt(at)) < 0)) {
            char letter = text.charAt(at++);
            if (letter != '"') {
                field.append(letter);
            } else if (quoted && at < text.length() && text.charAt(at) == '"') {
                field.append('"');
                at++;
            } else {
                quoted = !quoted;
            }
        }
        return quoted || field.length() == 0 || field.charAt(field.length() - 1) != '\r'
                ? field.toString()
                : field.substring(0, field.length() - 1);
    }
}
