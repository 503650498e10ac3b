package io.jenkins.plugins.rollout.controller;

import io.jenkins.plugins.rollout.backtest.Outcome;
import io.jenkins.plugins.rollout.backtest.Report;
import io.jenkins.plugins.rollout.backtest.ReportText;
import io.jenkins.plugins.rollout.backtest.Share;
import io.jenkins.plugins.rollout.model.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A report as its page shows it. */
@Restricted(NoExternalUse.class) // jelly
public final class BacktestSight {
    /** Charts are so wide, in units of their own. */
    static final int WIDTH = 600;

    private static final int MOST_BARS = 300;

    private final Report report;

    BacktestSight(Report report) {
        this.report = report;
    }

    /**
     * One line of the table.
     *
     * @param place which gate or bake, or the whole plan
     * @param answers start by start; empty when nothing can be asked
     */
    public record Line(
            String place, String exposed, Report.Tally past, Report.Caught caught, List<Report.Answer> answers) {}

    /** A stretch of a chart. @param look of it: {@code pass}, {@code fail} … @param height of 20 */
    public record Bar(String x, String width, String look, int y, int height) {}

    public Report getReport() {
        return report;
    }

    /** What was tried, in words. */
    public String getLead() {
        return report.application() + " to " + report.environment() + ", version " + report.version() + ": "
                + report.starts() + (report.starts() == 1 ? " start" : " starts") + ", one every "
                + Durations.text(report.step()) + ", from " + report.from() + " to " + report.to();
    }

    /** What harm was put in, in words; empty when none was. */
    public String getHarm() {
        return report.degradations().isEmpty()
                ? ""
                : String.join(" and ", report.degradations()) + ", from " + Durations.text(report.after())
                        + " after each opening; in the whole plan, after the first deployment";
    }

    public List<Line> getLines() {
        var lines = new ArrayList<Line>();
        report.stages().forEach(part -> lines.add(new Line(
                part.phase() + ", " + part.stage().word(), part.exposed(), part.past(), part.caught(), part.answers())));
        if (report.whole() != null) {
            lines.add(new Line(
                    "whole plan", "", report.whole().past(), report.whole().caught(), report.whole().answers()));
        }
        return lines;
    }

    /** Why starts failed or asked a human. */
    public List<String> getReasons() {
        return report.stages().stream()
                .filter(part -> part.past() != null)
                .flatMap(part -> Stream.concat(
                        part.past().failures().stream().map(each -> reason(part, "FAIL", each)),
                        part.past().doubts().stream().map(each -> reason(part, "INCONCLUSIVE", each))))
                .toList();
    }

    private static String reason(Report.Part part, String what, Report.Reasons each) {
        return part.phase() + ", " + part.stage().word() + ": " + what + " " + each.count()
                + (each.count() == 1 ? " time" : " times") + ", first at " + each.first() + ", " + each.why();
    }

    /** Where the plan stopped with the harm, and who had it. */
    public List<String> getWhere() {
        return report.whole() == null
                ? List.of()
                : report.whole().where().stream()
                        .map(stop -> stop.phase() + ", " + stop.stage().word() + " (" + stop.exposed() + " had it): "
                                + stop.count())
                        .toList();
    }

    /** What was not judged. */
    public List<String> getLeftOut() {
        return report.stages().stream()
                .flatMap(part -> part.leftOut().stream()
                        .map(each -> part.phase() + ", " + part.stage().word() + ", '" + each.criterion() + "': "
                                + each.why()))
                .toList();
    }

    /** What a reader must know. */
    public List<String> getNotes() {
        return Stream.concat(report.notes().stream(), report.anything() ? ReportText.READING.stream() : Stream.empty())
                .toList();
    }

    public String share(Share share) {
        return ReportText.share(share);
    }

    public String seconds(Long seconds) {
        return ReportText.seconds(seconds);
    }

    /** How starts went over time, as they were or with the harm; neighbours that are too many share a bar, the worst shows. */
    public List<Bar> bars(Line line, boolean harmed) {
        List<Report.Answer> answers = line.answers();
        int count = Math.min(MOST_BARS, answers.size());
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < count; i++) {
            List<Report.Answer> bin = answers.subList(
                    (int) ((long) i * answers.size() / count), (int) ((long) (i + 1) * answers.size() / count));
            Outcome worst = bin.stream()
                    .map(answer -> harmed ? answer.harmed() : answer.outcome())
                    .reduce(Outcome.PASS, BacktestSight::worse);
            // told apart by height, too, for those who see no colours
            int height = worst == Outcome.FAIL ? 20 : worst == Outcome.PASS ? 5 : worst == Outcome.CUT ? 1 : 12;
            bars.add(new Bar(
                    number((double) i * WIDTH / count),
                    number((double) WIDTH / count),
                    worst.name().toLowerCase(Locale.ROOT),
                    20 - height,
                    height));
        }
        return bars;
    }

    private static Outcome worse(Outcome one, Outcome other) {
        return rank(one) >= rank(other) ? one : other;
    }

    private static int rank(Outcome outcome) {
        return switch (outcome) {
            case FAIL -> 4;
            case INCONCLUSIVE -> 3;
            case UNDECIDED -> 2;
            case CUT -> 1;
            case PASS -> 0;
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
