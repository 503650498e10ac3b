package io.jenkins.plugins.rollout.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Describable;
import io.jenkins.plugins.rollout.definition.Definitions;
import io.jenkins.plugins.rollout.model.Channel;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.notify.Announcement;
import io.jenkins.plugins.rollout.notify.Notifier;
import io.jenkins.plugins.rollout.policy.PolicyCheck;
import io.jenkins.plugins.rollout.policy.Rules;
import io.jenkins.plugins.rollout.service.Administration;
import io.jenkins.plugins.rollout.service.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts into a plan who is told of it: those of its template, those of the Jenkinsfile, those that administrators name. */
public final class Telling {
    private final Mistakes mistakes;
    private final Rules rules;
    private final List<Channel> channels = new ArrayList<>();
    private final List<Channel> announcements = new ArrayList<>();

    private Telling(Mistakes mistakes, Rules rules) {
        this.mistakes = mistakes;
        this.rules = rules;
    }

    /** The plan of a rollout with everybody whom it names itself; what is wrong with them is noted. */
    static Plan tell(
            Plan plan,
            @CheckForNull String template,
            List<Notifier> notify,
            List<Announcement> announce,
            Rules rules,
            Mistakes mistakes) {
        var telling = new Telling(mistakes, rules);
        template(template).ifPresent(found -> {
            telling.notify(found.getNotify(), plan);
            telling.announce(found.getAnnounce(), plan);
        });
        telling.notify(notify, plan);
        telling.announce(announce, plan);
        return plan.told(telling.channels, telling.announcements);
    }

    /** The plan that is about to start, of which those are told, too, whom administrators name at that moment. */
    static Plan administrators(Plan plan) {
        var telling = new Telling(new Mistakes(), Rules.STRICT);
        Administration.get().notifiers().forEach(one -> add(telling.channels, channel(one.describe(), one)));
        plan.channels().forEach(one -> add(telling.channels, one));
        return plan.told(telling.channels, plan.announcements());
    }

    private static Optional<TemplateDefinition> template(@CheckForNull String name) {
        return name == null
                ? Optional.empty()
                : Templates.all().stream()
                        .filter(template -> template.getName().equals(name))
                        .findFirst();
    }

    private void notify(List<Notifier> notify, Plan plan) {
        for (int i = 0; i < notify.size(); i++) {
            Mistakes here = mistakes.within("notify[" + i + "]");
            here.addAll(notify.get(i).problems(Messages.context()));
            Channel channel = channel(notify.get(i).describe(), notify.get(i));
            here.addAll(PolicyCheck.placeProblems(plan, channel.definition(), rules));
            add(channels, channel);
        }
    }

    private void announce(List<Announcement> announce, Plan plan) {
        for (int i = 0; i < announce.size(); i++) {
            Mistakes here = mistakes.within("announce[" + i + "]");
            Announcement one = announce.get(i);
            here.addAll(one.problems(plan, Messages.context()));
            phases(one, plan, here);
            Notifier by = one.getBy();
            if (by != null) {
                Channel channel = channel(by.describe(), one);
                here.addAll(PolicyCheck.placeProblems(plan, channel.definition(), rules));
                add(announcements, channel);
            }
        }
    }

    private static void phases(Announcement one, Plan plan, Mistakes here) {
        List<String> known = plan.phases().stream().map(Phase::name).toList();
        for (int i = 0; i < one.getPhases().size() && plan.form() == Plan.Form.PLAN; i++) {
            if (!known.contains(one.getPhases().get(i))) {
                here.add("phases[" + i + "]", "'" + one.getPhases().get(i) + "' is none of the phases "
                        + String.join(", ", known));
            }
        }
    }

    /** Who is named twice is told once. */
    private static void add(List<Channel> all, Channel channel) {
        if (all.stream().noneMatch(known -> known.definition().equals(channel.definition()))) {
            all.add(channel);
        }
    }

    private static Channel channel(String name, Describable<?> described) {
        return new Channel(name, Definitions.toJson(described));
    }

    /**
     * Reads notifiers from data, in the shape that they have in a Jenkinsfile: {@code [{slack: {server: releases}}]}.
     *
     * @param written a list; nothing at all is an empty one
     * @param problems gets all mistakes; with one of them none of the notifiers is to be used
     */
    public static List<Notifier> readAll(JsonNode written, List<Problem> problems) {
        if (written.isMissingNode() || written.isNull()) {
            return List.of();
        }
        if (!written.isArray()) {
            problems.add(Problem.of("notify", "is not a list; write '- webhook: {server: …}' for each"));
            return List.of();
        }
        var mistakes = new Mistakes();
        Map<String, Object> read = Arguments.read(RolloutStep.class, Map.of("notify", AsData.of(written)), mistakes);
        problems.addAll(mistakes.all());
        return read.get("notify") instanceof List<?> list
                ? list.stream().map(Notifier.class::cast).toList()
                : List.of();
    }
}
