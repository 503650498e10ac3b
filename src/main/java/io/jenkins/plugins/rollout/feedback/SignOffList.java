package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.metric.MetricCriterion;
import io.jenkins.plugins.rollout.model.Criterion;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A list of testers in a plan.
 *
 * @param phase in whose gate or bake it stands
 * @param about the phase that is signed off
 * @param minimum how many different people; null for one for each entry
 */
public record SignOffList(
        String phase, Stage stage, String name, String about, List<String> testers, Integer minimum, List<String> items) {

    /** All of a rollout, as far as its phases are known. */
    public static List<SignOffList> of(RolloutState state) {
        var lists = new ArrayList<SignOffList>();
        for (int i = 0; i < state.phases().size(); i++) {
            PhaseState phase = state.phases().get(i);
            String before = state.phases().get(Math.max(0, i - 1)).name();
            read(phase.name(), Stage.GATE, before, phase.phase().gate().metrics(), lists);
            phase.phase().baking().ifPresent(bake -> read(phase.name(), Stage.BAKE, phase.name(), bake.metrics(), lists));
        }
        return lists;
    }

    private static void read(
            String phase, Stage stage, String usual, List<Criterion> criteria, List<SignOffList> into) {
        for (Criterion criterion : criteria) {
            if (criterion.kind().equals(SignOffCriterion.KIND)
                    && Definitions.fromJson(criterion.definition(), MetricCriterion.class)
                            instanceof SignOffCriterion list) {
                String about = list.getPhase() == null ? usual : list.getPhase();
                into.add(new SignOffList(
                        phase, stage, list.getName(), about, list.getTesters(), list.getMinimum(), list.getItems()));
            }
        }
    }

    /** The entries that somebody answers to. */
    public List<String> as(String id, Set<String> groups) {
        return SignOffs.as(testers, id, groups);
    }

    /** How far it is. */
    public SignOffs signOffs(List<Response> responses) {
        return new SignOffs(
                testers,
                minimum,
                responses.stream().filter(response -> response.phase().equals(about)).toList());
    }
}
