package io.jenkins.plugins.rollout.metric.kayenta;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.analysis.KayentaClassifier;
import io.jenkins.plugins.rollout.analysis.KayentaJudge;
import io.jenkins.plugins.rollout.analysis.KayentaScore;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a criterion was given, and collects what is wrong with it. */
final class CanaryWords {
    /** Kayenta warns below that. */
    static final int DEFAULT_MINIMUM_SAMPLES = 50;

    static final double DEFAULT_PASS = 95;
    static final double DEFAULT_MARGINAL = 75;

    private final KayentaCriterion written;
    private final List<Problem> problems = new ArrayList<>();
    @CheckForNull
    private final Canary canary;

    CanaryWords(KayentaCriterion written) {
        this.written = written;
        canary = read();
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Only when there are no problems. */
    Canary canary() {
        return canary;
    }

    static String or(@CheckForNull String text, @CheckForNull String otherwise) {
        return text == null || text.isBlank() ? otherwise : text.trim();
    }

    /** One text may hold several, a line each, as a form sends them. */
    static List<String> lines(@CheckForNull List<String> texts) {
        var all = new ArrayList<String>();
        for (String several : texts == null ? List.<String>of() : texts) {
            several.lines().map(String::trim).filter(line -> !line.isEmpty()).forEach(all::add);
        }
        return all;
    }

    private Canary read() {
        if (written.getName().isEmpty()) {
            wrong("name", "is missing; say in a word or two what is checked");
        }
        if (written.getMinimumSamples() < 2) {
            wrong("minimumSamples", written.getMinimumSamples() + " is less than 2");
        }
        if (written.getNoDataLimit() < 1) {
            wrong("noDataLimit", written.getNoDataLimit() + " is less than 1");
        }
        CanaryTimes times = times();
        CanaryConfig config = config();
        if (config == null) {
            return null;
        }
        List<CanaryPair> pairs = pairs(config);
        KayentaJudge judge = judge(config);
        return problems.isEmpty()
                ? new Canary(written.getName(), pairs, times, judge, new KayentaClassifier(
                        KayentaClassifier.TOLERANCE,
                        KayentaClassifier.CONFIDENCE,
                        written.getMinimumSamples(),
                        written.isStrictKayenta()))
                : null;
    }

    private void wrong(String field, String message) {
        problems.add(Problem.of(field, message));
    }

    @CheckForNull
    private CanaryConfig config() {
        if (written.getConfig().isEmpty()) {
            wrong("config", "is missing; write the JSON text of a canary config");
            return null;
        }
        try {
            return CanaryConfig.parse(written.getConfig());
        } catch (IllegalArgumentException e) {
            wrong("config", e.getMessage());
            return null;
        }
    }

    private List<CanaryPair> pairs(CanaryConfig config) {
        Map<String, String> parameters = parameters();
        var candidate = new CanaryScope(written.getCandidateScope(), written.getLocation(), parameters);
        var baseline = new CanaryScope(written.getBaselineScope(), written.getLocation(), parameters);
        var pairs = new ArrayList<CanaryPair>();
        for (CanaryConfig.Metric metric : config.metrics()) {
            try {
                pairs.add(CanaryPair.of(metric, config.templates(), written.getSources(), candidate, baseline));
            } catch (IllegalArgumentException e) {
                wrong("config", "metric '" + metric.name() + "' " + e.getMessage());
            }
        }
        return pairs;
    }

    private Map<String, String> parameters() {
        var parameters = new LinkedHashMap<String, String>();
        for (String line : written.getParameters()) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                wrong("parameters", "'" + line + "' is not understood; write name=value");
            } else {
                parameters.put(line.substring(0, equals).trim(), line.substring(equals + 1).trim());
            }
        }
        return parameters;
    }

    private KayentaJudge judge(CanaryConfig config) {
        double pass = first(written.getPass(), config.pass(), DEFAULT_PASS);
        double marginal = first(written.getMarginal(), config.marginal(), Math.min(pass, DEFAULT_MARGINAL));
        if (!(pass >= 0 && pass <= 100)) {
            wrong("pass", pass + " is not between 0 and 100");
        }
        if (!(marginal >= 0 && marginal <= pass)) {
            wrong("marginal", marginal + " is not between 0 and pass, " + pass);
            marginal = pass;
        }
        var score = new KayentaScore(config.weights());
        boolean shared = config.metrics().stream()
                .flatMap(metric -> metric.groups().stream())
                .anyMatch(group -> !config.weights().containsKey(group));
        boolean whole = shared ? score.total() <= 100.01 : Math.abs(score.total() - 100) <= 0.01;
        if (!whole && !written.isStrictKayenta()) {
            wrong("config", "groupWeights: together they are " + score.total() + ", not 100");
        }
        return new KayentaJudge(score, pass, marginal, written.isStrictKayenta());
    }

    private static double first(@CheckForNull Double one, @CheckForNull Double other, double otherwise) {
        return one != null ? one : other != null ? other : otherwise;
    }

    private CanaryTimes times() {
        Duration step = duration("step", written.getStep(), Duration.ofMinutes(1));
        Duration lifetime = duration("lifetime", written.getLifetime(), Duration.ofHours(1));
        if (step.getSeconds() < 1 || step.getNano() != 0) {
            wrong("step", "'" + written.getStep() + "' is not a number of whole seconds, 1 or more");
            step = Duration.ofMinutes(1);
        }
        long points = lifetime.dividedBy(step);
        if (points < 1 || points > CanaryTimes.MOST_POINTS) {
            wrong("lifetime", "'" + written.getLifetime() + "' has " + points + " steps; there may be 1 to "
                    + CanaryTimes.MOST_POINTS);
            points = 1;
        } else if (!written.isStrictKayenta() && points < written.getMinimumSamples()) {
            wrong("lifetime", "'" + written.getLifetime() + "' has " + points + " steps, fewer than minimumSamples, "
                    + written.getMinimumSamples() + "; it could never pass");
        }
        String before = written.getLookBack();
        Duration lookBack = before == null ? Duration.ZERO : duration("lookBack", before, Duration.ZERO);
        String early = written.getAnalysisInterval();
        if (early == null) {
            return new CanaryTimes(step, (int) points, 0, lookBack);
        }
        long interval = duration("analysisInterval", early, lifetime).dividedBy(step);
        if (interval < 1 || interval > points) {
            wrong("analysisInterval", "'" + early + "' is not between a step and the lifetime");
        }
        return new CanaryTimes(step, (int) points, interval < points ? (int) interval : 0, lookBack);
    }

    private Duration duration(String field, String text, Duration otherwise) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            wrong(field, e.getMessage());
            return otherwise;
        }
    }
}
