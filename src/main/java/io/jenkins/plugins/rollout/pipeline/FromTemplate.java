package io.jenkins.plugins.rollout.pipeline;

import io.jenkins.plugins.rollout.model.Bake;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.policy.Tightening;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes a plan of a template and what the Jenkinsfile asks for besides. */
final class FromTemplate {
    private final String name;
    private final Map<?, ?> written;
    private final Mistakes mistakes;

    /** @param written the arguments of the step, as they stand in the Jenkinsfile */
    FromTemplate(String name, Map<?, ?> written, Mistakes mistakes) {
        this.name = name;
        this.written = written;
        this.mistakes = mistakes;
    }

    /**
     * @param plan with everything but the phases
     * @param phases those of the Jenkinsfile
     */
    Plan plan(Plan plan, List<PhaseDefinition> phases) {
        List<TemplateDefinition> all = Templates.all();
        Optional<TemplateDefinition> found =
                all.stream().filter(template -> template.getName().equals(name)).findFirst();
        if (found.isEmpty()) {
            mistakes.add("template", "there is no template '" + name + "'; "
                    + (all.isEmpty()
                            ? "an administrator can keep some"
                            : "there are " + String.join(", ", all.stream().map(TemplateDefinition::getName).sorted().toList())));
            return plan;
        }
        TemplateDefinition template = found.get();
        List<Phase> base = template.phases(mistakes);
        var problems = new ArrayList<Problem>();
        List<Phase> merged = Tightening.phases(name, base, tightening(base, phases), problems);
        problems.forEach(mistakes::add);
        return new Plan(
                        plan.application(),
                        plan.environment(),
                        plan.version(),
                        plan.previousVersion(),
                        plan.artifact(),
                        Plan.Form.PLAN,
                        merged,
                        choice("onFailure", plan.onFailure(), template.getOnFailure(), Plan.OnFailure.class),
                        choice("onAbort", plan.onAbort(), template.getOnAbort(), Plan.OnAbort.class),
                        choice("ifBusy", plan.ifBusy(), template.getIfBusy(), Plan.IfBusy.class))
                .from(name)
                .in(
                        Stream.concat(template.getCalendars().stream(), plan.calendars().stream())
                                .distinct()
                                .toList(),
                        plan.hotfix())
                .of(plan.audiences())
                .told(plan.channels(), plan.announcements())
                .handingOver(plan.handOver())
                .lookingEvery(plan.driftInterval());
    }

    /** What the template says about the whole may not be changed: neither answer is the stricter one. */
    private <E extends Enum<E>> E choice(String field, E given, String kept, Class<E> words) {
        E wanted = new Mistakes().word(field, kept, words);
        if (wanted == null) {
            return given;
        }
        if (written.containsKey(field) && given != wanted) {
            mistakes.add(field, "'" + word(given) + "' is not '" + word(wanted) + "' of template '" + name + "'");
        }
        return wanted;
    }

    private static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private List<Tightening.Written> tightening(List<Phase> base, List<PhaseDefinition> phases) {
        List<?> raw = written.get("phases") instanceof List<?> list ? list : List.of();
        Function<String, Optional<Bake>> bakes = phase -> base.stream()
                .filter(each -> each.name().equals(phase))
                .findFirst()
                .flatMap(Phase::baking);
        var result = new ArrayList<Tightening.Written>();
        for (PhaseDefinition phase : phases) {
            PhaseDefinition whole = bakes.apply(phase.getName())
                    .map(bake -> phase.bakingFor(Durations.text(bake.duration())))
                    .orElse(phase);
            result.add(new Tightening.Written(whole.toPhase(mistakes), fields(raw, phase)));
        }
        return result;
    }

    /** What stands in the map of a phase; everything, where it is not a map that can be looked into. */
    private static Set<String> fields(List<?> raw, PhaseDefinition phase) {
        var fields = new HashSet<String>();
        raw.stream()
                .filter(Map.class::isInstance)
                .map(map -> (Map<?, ?>) map)
                .filter(map -> map.get("name") != null
                        && map.get("name").toString().trim().equals(phase.getName()))
                .findFirst()
                .ifPresent(map -> collect(map, "", fields));
        return fields;
    }

    private static void collect(Map<?, ?> map, String prefix, Set<String> fields) {
        map.forEach((key, value) -> {
            String field = prefix + key;
            if (value == null) {
                return; // an unset argument says nothing
            }
            fields.add(field);
            if (value instanceof Map<?, ?> inner) {
                collect(inner, field + ".", fields);
            } else if (field.equals("gate.approval") && value instanceof List<?>) {
                fields.add("gate.approval.rules");
            }
        });
    }
}
