package io.jenkins.plugins.rollout.backtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.rollout.model.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a report for a terminal, as JSON, and as CSV. */
public final class ReportText {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT);
    private static final int LONGEST_WHY = 160;
    private static final double PERCENT = 100;

    private ReportText() {}

    /** The report as tables. */
    public static String table(Report report) {
        var out = new StringBuilder();
        out.append(plain(report.application())).append(" to ").append(plain(report.environment()))
                .append(", version ").append(plain(report.version()));
        if (!report.previousVersion().isEmpty()) {
            out.append(" (before it ").append(plain(report.previousVersion())).append(')');
        }
        out.append('\n').append(report.starts()).append(report.starts() == 1 ? " start" : " starts").append(", one every ")
                .append(Durations.text(report.step())).append(", from ").append(report.from()).append(" to ")
                .append(report.to()).append("; ").append(report.points()).append(" points of the past were asked for\n");
        past(report, out);
        harm(report, out);
        leftOut(report, out);
        return out.toString();
    }

    private static void past(Report report, StringBuilder out) {
        out.append("\nThe past as it was, taken as good\n");
        var table = new Columns(
                "phase", "stage", "exposed", "PASS", "FAIL", "INCONCL", "undecided", "cut", "would have stopped it", "disjoint",
                "to pass");
        for (Report.Part part : report.stages()) {
            if (part.past() == null) {
                table.row(part.phase(), part.stage().word(), part.exposed(), "cannot be asked about the past");
            } else {
                row(table, part.phase(), part.stage().word(), part.exposed(), part.past());
            }
        }
        if (report.whole() != null) {
            row(table, "whole plan", "", "", report.whole().past());
        }
        out.append(table.text());
        for (Report.Part part : report.stages()) {
            if (part.past() != null) {
                String where = part.phase() + ", " + part.stage().word();
                reasons(out, where, "FAIL", part.past().failures());
                reasons(out, where, "INCONCLUSIVE", part.past().doubts());
            }
        }
        if (report.whole() != null && !report.whole().stopped().isEmpty()) {
            out.append("The whole plan stopped in ").append(stops(report.whole().stopped())).append(".\n");
        }
    }

    private static void row(Columns table, String phase, String stage, String exposed, Report.Tally tally) {
        table.row(
                phase,
                stage,
                exposed,
                String.valueOf(tally.passed()),
                String.valueOf(tally.failed()),
                String.valueOf(tally.inconclusive()),
                String.valueOf(tally.undecided()),
                String.valueOf(tally.cut()),
                share(tally.stopped()),
                String.valueOf(tally.stopped().disjoint()),
                seconds(tally.seconds()));
    }

    private static void reasons(StringBuilder out, String where, String what, List<Report.Reasons> all) {
        for (Report.Reasons each : all) {
            out.append("  ").append(plain(where)).append(": ").append(what).append(' ').append(each.count())
                    .append(each.count() == 1 ? " time" : " times").append(", first at ").append(each.first()).append(", ")
                    .append(plain(each.why())).append('\n');
        }
    }

    private static void harm(Report report, StringBuilder out) {
        if (report.degradations().isEmpty()) {
            return;
        }
        out.append("\nWith ").append(plain(String.join(" and ", report.degradations()))).append(", from ")
                .append(Durations.text(report.after()))
                .append(" after each opening; in the whole plan, after the first deployment\n");
        var table = new Columns("phase", "stage", "exposed", "caught", "of", "share", "too late", "median", "90 %");
        for (Report.Part part : report.stages()) {
            if (part.caught() != null) {
                caught(table, part.phase(), part.stage().word(), part.exposed(), part.caught());
            } else {
                table.row(part.phase(), part.stage().word(), part.exposed(), "does not look at it");
            }
        }
        if (report.whole() != null && report.whole().caught() != null) {
            caught(table, "whole plan", "", "", report.whole().caught());
        }
        out.append(table.text());
        if (report.whole() != null && !report.whole().where().isEmpty()) {
            out.append("The whole plan caught it in ").append(stops(report.whole().where())).append(".\n");
        }
    }

    private static void caught(Columns table, String phase, String stage, String exposed, Report.Caught caught) {
        table.row(
                phase,
                stage,
                exposed,
                String.valueOf(caught.share().count()),
                String.valueOf(caught.share().of()),
                share(caught.share()),
                String.valueOf(caught.before()),
                seconds(caught.median()),
                seconds(caught.p90()));
    }

    private static String stops(List<Report.Stop> stops) {
        return String.join(", ", stops.stream()
                .map(stop -> plain(stop.phase()) + ", " + stop.stage().word() + " (" + plain(stop.exposed()) + " had it): "
                        + stop.count())
                .toList());
    }

    private static void leftOut(Report report, StringBuilder out) {
        var lines = new ArrayList<String>();
        for (Report.Part part : report.stages()) {
            part.leftOut().forEach(each -> lines.add(
                    part.phase() + ", " + part.stage().word() + ", '" + each.criterion() + "': " + each.why()));
        }
        if (!lines.isEmpty()) {
            out.append("\nNot judged here; the gates are judged without them\n");
            lines.forEach(line -> out.append("  ").append(plain(line)).append('\n'));
        }
        if (!report.notes().isEmpty() || report.anything()) {
            out.append("\nTo know\n");
            report.notes().forEach(note -> out.append("  ").append(plain(note)).append('\n'));
        }
        if (report.anything()) {
            READING.forEach(line -> out.append("  ").append(line).append('\n'));
        }
    }

    /** What holds for every report. */
    public static final List<String> READING = List.of(
            "Intervals are 95 % (Wilson), counted as so many trials as there are windows that do not overlap (disjoint).",
            "Where people are asked they are taken to say yes at once, and deploying to take no time.",
            "A version that was bad is in the past as well: look at when and why a gate failed before you loosen it.");

    /** A share with its interval: {@code 4.8 % (1.9–11.5 %)}. */
    public static String share(Share share) {
        return share.share() == null
                ? "nothing to count"
                : percent(share.share()) + " % (" + percent(share.lower()) + "–" + percent(share.upper()) + " %)";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", share * PERCENT);
    }

    /** A time as people read it; a dash where there is none. */
    public static String seconds(Long seconds) {
        return seconds == null ? "–" : Durations.text(Duration.ofSeconds(seconds));
    }

    /** One line, bounded, without anything that a terminal would obey. */
    private static String plain(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ").trim();
        return line.length() <= LONGEST_WHY * 2 ? line : line.substring(0, LONGEST_WHY * 2) + "…";
    }

    /** The report as JSON, with every start. */
    public static String json(Report report) {
        try {
            return JSON.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every start of every gate, bake and of the whole plan, a line each. */
    public static String csv(Report report) {
        var out = new StringBuilder("phase,stage,start,outcome,ended,criterion,why,degraded_outcome,degraded_ended\r\n");
        for (Report.Part part : report.stages()) {
            part.answers().forEach(answer -> line(out, part.phase(), part.stage().word(), answer));
        }
        if (report.whole() != null) {
            report.whole().answers().forEach(answer -> line(out, "", "whole plan", answer));
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String phase, String stage, Report.Answer answer) {
        List<String> cells = List.of(
                phase,
                stage,
                answer.start().toString(),
                answer.outcome().name(),
                answer.at().toString(),
                answer.criterion() == null ? "" : answer.criterion(),
                answer.why(),
                answer.harmed() == null ? "" : answer.harmed().name(),
                answer.harmedAt() == null ? "" : answer.harmedAt().toString());
        out.append(String.join(",", cells.stream().map(ReportText::cell).toList())).append("\r\n");
    }

    /** Quoted, and nothing that a spreadsheet would take for a formula. */
    private static String cell(String text) {
        String safe = text.matches("(?s)[=+@\\t\\r-].*") ? "'" + text : text;
        return safe.matches("[A-Za-z0-9 .:_-]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    /** Cells below one another. */
    private static final class Columns {
        private final List<List<String>> rows = new ArrayList<>();

        Columns(String... names) {
            rows.add(List.of(names));
        }

        void row(String... cells) {
            rows.add(List.of(cells).stream().map(ReportText::plain).toList());
        }

        String text() {
            int columns = rows.get(0).size();
            var widths = new int[columns];
            for (List<String> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    boolean last = i == row.size() - 1 && row.size() < columns;
                    widths[i] = last ? widths[i] : Math.max(widths[i], row.get(i).length());
                }
            }
            var out = new StringBuilder();
            for (List<String> row : rows) {
                var line = new StringBuilder("  ");
                for (int i = 0; i < row.size(); i++) {
                    line.append(row.get(i)).append(" ".repeat(Math.max(0, widths[i] - row.get(i).length()) + 2));
                }
                out.append(line.toString().stripTrailing()).append('\n');
            }
            return out.toString();
        }
    }
}
