package io.jenkins.plugins.rollout.analysis;

import io.jenkins.plugins.rollout.analysis.KayentaFinding.Label;
import io.jenkins.plugins.rollout.analysis.KayentaScore.Counted;
import io.jenkins.plugins.rollout.model.Verdict;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Turns the classifications of several metrics into one verdict. Kayenta leaves metrics out that it could not classify,
 * and so may pass for want of data. Here, unless it is to be strict, such a metric is counted both ways, and there is a
 * verdict only where both ways lead to the same one.
 *
 * @param score how groups are weighted
 * @param pass scores from here on pass, 0 to 100
 * @param marginal scores below fail, 0 to {@code pass}; those between are marginal: a human is asked
 * @param strict to say what Kayenta says, also where it passes for want of data
 */
public record KayentaJudge(KayentaScore score, double pass, double marginal, boolean strict) {
    public KayentaJudge {
        Objects.requireNonNull(score, "score");
        if (!(marginal <= pass)) {
            throw new IllegalArgumentException("marginal: " + marginal + " is more than pass: " + pass);
        }
    }

    /**
     * One metric.
     *
     * @param groups every group that it counts in
     */
    public record Judged(String name, List<String> groups, KayentaMetric metric, KayentaFinding finding) {
        public Judged {
            groups = List.copyOf(groups);
        }

        private Counted counted(boolean strict, Label unknown) {
            Label label = finding.label();
            return strict || label.isKnown()
                    ? new Counted(groups, label, finding.critical())
                    : new Counted(groups, unknown, metric.critical());
        }
    }

    /**
     * What came of it.
     *
     * @param score the score; the worst one where metrics are not known
     * @param best the score if all that is not known were well; the same as the score when strict
     * @param why one sentence for people that names the metrics which do not pass
     */
    public record Outcome(Verdict verdict, double score, double best, String why) {}

    /** Judges all metrics, those that are muted among them. */
    public Outcome judge(List<Judged> metrics) {
        List<Judged> heard = metrics.stream().filter(judged -> !judged.metric().muted()).toList();
        double worst = score.of(counted(heard, Label.HIGH));
        double best = score.of(counted(heard, Label.PASS));
        Verdict verdict = worst >= pass
                ? Verdict.PASS
                : best < marginal ? Verdict.FAIL : strict ? Verdict.INCONCLUSIVE : undecided(heard);
        return new Outcome(verdict, worst, best, why(heard, worst, best));
    }

    private List<Counted> counted(List<Judged> heard, Label unknown) {
        return heard.stream().map(judged -> judged.counted(strict, unknown)).toList();
    }

    /** Time helps where samples are too few, and nowhere else. */
    private static Verdict undecided(List<Judged> heard) {
        List<Label> unknown = heard.stream()
                .map(judged -> judged.finding().label())
                .filter(label -> !label.isKnown())
                .toList();
        if (unknown.contains(Label.ERROR)) {
            return Verdict.INCONCLUSIVE;
        }
        if (unknown.contains(Label.TOO_FEW)) {
            return Verdict.WAITING;
        }
        return !unknown.isEmpty() && unknown.size() == heard.size() ? Verdict.NO_DATA : Verdict.INCONCLUSIVE;
    }

    private String why(List<Judged> heard, double worst, double best) {
        String range = worst == best
                ? Numbers.rounded(worst)
                : "between " + Numbers.rounded(worst) + " and " + Numbers.rounded(best);
        String words = "score " + range + ", " + Numbers.rounded(pass) + " passes, less than "
                + Numbers.rounded(marginal) + " fails";
        String named = heard.stream()
                .filter(judged -> judged.finding().label() != Label.PASS)
                .map(KayentaJudge::words)
                .collect(Collectors.joining("; "));
        return named.isEmpty() ? words : words + ": " + named;
    }

    private static String words(Judged judged) {
        KayentaFinding finding = judged.finding();
        return "'" + judged.name() + "' " + finding.label() + " (" + finding.why() + ")";
    }
}
