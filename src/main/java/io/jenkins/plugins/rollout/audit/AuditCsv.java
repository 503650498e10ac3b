package io.jenkins.plugins.rollout.audit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Records as RFC 4180 has them, for people who read them in a spreadsheet. */
public final class AuditCsv {
    /** Signs with which a spreadsheet takes a text for a formula, also in their wide forms. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static final List<String> COLUMNS = List.of(
            "number", "at", "act", "person", "name", "via", "onBehalfOf", "groups", "administrator", "override",
            "application", "environment", "version", "phase", "job", "build", "rollout", "sequence", "evidence",
            "comment", "answers", "hash");

    private AuditCsv() {}

    /** The names of the columns, with the end of line. */
    public static String header() {
        return String.join(",", COLUMNS) + "\r\n";
    }

    /** A record, with the end of line. */
    public static String row(AuditLine line) {
        AuditRecord record = line.record();
        AuditRecord.Who by = record.by();
        return Stream.of(
                        Long.toString(line.number()),
                        record.at().toString(),
                        record.act(),
                        by.id(),
                        by.name(),
                        by.via(),
                        by.onBehalfOf(),
                        String.join("; ", by.groups()),
                        Boolean.toString(by.administrator()),
                        Boolean.toString(record.override()),
                        record.application(),
                        record.environment(),
                        record.version(),
                        record.phase(),
                        record.job(),
                        record.build(),
                        record.rollout(),
                        record.sequence() == 0 ? "" : Long.toString(record.sequence()),
                        record.evidence(),
                        record.comment(),
                        record.answers().entrySet().stream()
                                .map(answer -> answer.getKey() + "=" + answer.getValue())
                                .collect(Collectors.joining("; ")),
                        record.hash())
                .map(AuditCsv::cell)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    /** A text that stays one: no formula, no end of the cell or of the row. */
    static String cell(String text) {
        String first = text.strip();
        boolean formula = !text.isEmpty()
                && (FORMULA.indexOf(text.charAt(0)) >= 0 || !first.isEmpty() && FORMULA.indexOf(first.charAt(0)) >= 0);
        String safe = formula ? "'" + text : text;
        boolean quoted = formula || safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
