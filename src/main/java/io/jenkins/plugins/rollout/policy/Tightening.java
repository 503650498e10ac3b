package io.jenkins.plugins.rollout.policy;

import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Gate;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.Sampling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Puts what a Jenkinsfile writes about phases on top of those of a template. It may ask for more: a higher quorum, more
 * rules, criteria and questions, a longer bake, less exposure, phases in between. Whatever would ask for less is a
 * problem that names both values. What cannot be compared may not be changed.
 */
public final class Tightening {
    /**
     * A phase as a Jenkinsfile writes it.
     *
     * @param fields what stands there, with a dot before each level: {@code gate.approval.quorum}; everything else in the
     *     phase is a default
     */
    public record Written(Phase phase, Set<String> fields) {
        public Written {
            fields = Set.copyOf(fields);
        }

        boolean has(String field) {
            return fields.stream().anyMatch(name -> name.equals(field) || name.startsWith(field + "."));
        }
    }

    private final String template;
    private final List<Problem> problems;
    private final Written written;
    private final String place;

    private Tightening(String template, Written written, List<Problem> problems) {
        this.template = "template '" + template + "'";
        this.problems = problems;
        this.written = written;
        this.place = "phase '" + written.phase().name() + "'";
    }

    /**
     * The phases of a template with what was written on top.
     *
     * @param template its name
     * @param problems gets everything that asks for less than the template
     */
    public static List<Phase> phases(
            String template, List<Phase> base, List<Written> written, List<Problem> problems) {
        var result = new ArrayList<>(base);
        var given = new ArrayList<String>();
        for (int i = 0; i < written.size(); i++) {
            Written each = written.get(i);
            var one = new Tightening(template, each, problems);
            String name = each.phase().name();
            if (given.contains(name)) {
                one.wrong("name", "is used twice; every phase has a name of its own");
                continue;
            }
            given.add(name);
            int at = index(result, name);
            if (name.isBlank()) {
                one.wrong("name", "is missing");
            } else if (at >= 0) {
                result.set(at, one.merge(result.get(at)));
            } else {
                one.insert(result, before(result, written, i));
            }
        }
        return result;
    }

    /** Where a phase belongs that the template does not have: behind the one written before it, or before the next. */
    private static int before(List<Phase> phases, List<Written> written, int index) {
        if (index > 0) {
            int last = index(phases, written.get(index - 1).phase().name());
            return last < 0 ? -1 : last + 1;
        }
        return written.stream()
                .map(each -> index(phases, each.phase().name()))
                .filter(at -> at >= 0)
                .findFirst()
                .orElse(-1);
    }

    private static int index(List<Phase> phases, String name) {
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** A phase more is as strict as the phase that it stands before: it must not let anybody in earlier. */
    private void insert(List<Phase> phases, int at) {
        if (at < 0) {
            wrong("name", "is no phase of " + template + "; write a phase of it before or after this one, so that its"
                    + " place is known");
        } else if (at == phases.size()) {
            wrong("name", "stands after the last phase of " + template + "; put it before");
        } else {
            Phase next = phases.get(at);
            if (next.exposure() != null && !written.has("exposure")) {
                wrong("exposure", "is missing; write at most " + next.exposureText() + ", as phase '" + next.name()
                        + "' after it has");
            }
            Phase strict = new Phase(written.phase().name(), next.audience(), next.exposure(), next.gate(), null);
            phases.add(at, merge(strict));
        }
    }

    private Phase merge(Phase base) {
        Phase more = written.phase();
        if (written.has("audience") && more.audience() != null && !more.audience().equals(base.audience())) {
            wrong("audience", "'" + more.audience() + "' is not "
                    + (base.audience() == null ? "there in " : "'" + base.audience() + "' of ") + template);
        }
        var exposure = base.exposure();
        if (written.has("exposure") && more.exposure() != null) {
            if (exposure == null) {
                wrong("exposure", more.exposureText() + " is written, but " + template + " has none; leave it out");
            } else if (more.exposure().compareTo(exposure) > 0) {
                wrong("exposure", more.exposureText() + " is more than " + base.exposureText() + " of " + template);
            } else if (more.exposure().signum() == 0 && exposure.signum() > 0) {
                wrong("exposure", "0 shows it to nobody, but " + template + " says " + base.exposureText());
            } else {
                exposure = more.exposure();
            }
        }
        return new Phase(
                base.name(),
                base.audience(),
                exposure,
                written.has("gate") ? gate(base.gate(), more.gate()) : base.gate(),
                written.has("bake") && more.bake() != null ? bake(base.bake(), more.bake()) : base.bake());
    }

    private Gate gate(Gate base, Gate more) {
        return new Gate(
                criteria("gate", base.metrics(), more.metrics()),
                sampling("gate", base.sampling(), more.sampling()),
                written.has("gate.approval")
                        ? new TighterApproval(template, written, this::wrong).merge(base.approval(), more.approval())
                        : base.approval());
    }

    private Bake bake(Bake base, Bake more) {
        if (base == null) {
            return more;
        }
        Duration duration = base.duration();
        if (written.has("bake.duration")) {
            if (more.duration().compareTo(duration) < 0) {
                wrong("bake.duration", Durations.text(more.duration()) + " is less than " + Durations.text(duration)
                        + " of " + template);
            } else {
                duration = more.duration();
            }
        }
        return new Bake(
                duration,
                criteria("bake", base.metrics(), more.metrics()),
                sampling("bake", base.sampling(), more.sampling()));
    }

    private List<Criterion> criteria(String stage, List<Criterion> base, List<Criterion> more) {
        var all = new ArrayList<>(base);
        for (Criterion criterion : more) {
            boolean known = base.stream().anyMatch(other -> other.name().equals(criterion.name()));
            if (!known) {
                all.add(criterion);
            } else if (!base.contains(criterion)) {
                wrong(stage + ".metrics", "'" + criterion.name() + "' is another check than that of " + template
                        + "; add one with a name of its own");
            }
        }
        return all;
    }

    private Sampling sampling(String stage, Sampling base, Sampling more) {
        return new Sampling(
                shorter(stage + ".interval", base.interval(), more.interval()),
                shorter(stage + ".initialDelay", base.initialDelay(), more.initialDelay()),
                passes(stage + ".passes", base.passes(), more.passes()));
    }

    private Duration shorter(String field, Duration base, Duration more) {
        if (!written.has(field)) {
            return base;
        }
        if (more.compareTo(base) > 0) {
            wrong(field, Durations.text(more) + " is more than " + Durations.text(base) + " of " + template);
            return base;
        }
        return more;
    }

    private int passes(String field, int base, int more) {
        if (!written.has(field)) {
            return base;
        }
        if (more < base) {
            wrong(field, more + " is less than " + base + " of " + template);
            return base;
        }
        return more;
    }

    private void wrong(String field, String message) {
        problems.add(new Problem(place, field, message));
    }
}
