package io.jenkins.plugins.rollout.notify;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Phase;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.Plan;
import io.jenkins.plugins.rollout.model.Problem;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.model.Situation;
import io.jenkins.plugins.rollout.model.Template;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The words of announcements: those that the plan has, or the usual ones. */
final class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Announcement announcement;

    Wording(Announcement announcement) {
        this.announcement = announcement;
    }

    /** The phase is deployed: this is what its audience gets. */
    Message arrived(String id, Entry entry, RolloutState state, PhaseState phase) {
        Situation situation = Situation.of(state.id(), state.plan(), phase.phase());
        Map<String, String> values = values(situation, entry.at());
        String what = situation.application() + " " + situation.version();
        String audience = situation.audience().isEmpty() ? "" : " to " + situation.audience();
        String subject = filled(announcement.getSubject(), values, what + " is here" + audience);
        String usual = "You are getting version " + situation.version() + " of " + situation.application() + " ("
                + situation.environment() + ") " + share(situation) + ", since " + time(entry.at()) + "."
                + (situation.previousVersion().isEmpty()
                        ? ""
                        : " It replaces version " + situation.previousVersion() + ".")
                + "\n\nYou are among the first who have it. " + feedback()
                + "\n\nShould something be wrong with it, we take it back, and you will read of that here.";
        return message(id, Topic.ARRIVED, entry, state, situation, subject, filled(announcement.getText(), values, usual));
    }

    /** The phase was undone: its audience has the version no longer. */
    Message takenBack(String id, Entry entry, RolloutState state, PhaseState phase) {
        Situation situation = Situation.of(state.id(), state.plan(), phase.phase());
        Instant since = phase.deployedAt() == null ? entry.at() : phase.deployedAt();
        Map<String, String> values = values(situation, since);
        String what = situation.application() + " " + situation.version();
        String subject = filled(announcement.getTakenBackSubject(), values, what + " was taken back");
        String usual = "Version " + situation.version() + " of " + situation.application() + " ("
                + situation.environment() + "), which you had since " + time(since) + ", was taken back on "
                + time(entry.at()) + "."
                + (situation.previousVersion().isEmpty()
                        ? ""
                        : " You have version " + situation.previousVersion() + " again.")
                + "\n\nThere is nothing you need to do. If you saw what was wrong, it helps us to know. " + feedback();
        return message(
                id, Topic.TAKEN_BACK, entry, state, situation, subject,
                filled(announcement.getTakenBackText(), values, usual));
    }

    private static String share(Situation situation) {
        String who = situation.audience().isEmpty() ? "" : " of " + situation.audience();
        if (!situation.exposure().isEmpty() && !situation.exposure().equals("100")) {
            return "as one of the " + situation.exposure() + " %" + (who.isEmpty() ? " of all users" : who)
                    + " who have it";
        }
        return who.isEmpty() ? "together with everybody" : "as one" + who;
    }

    private String feedback() {
        return "To tell us what you think of it, "
                + (announcement.getFeedback() == null ? "use the link with this message" : announcement.getFeedback())
                + ".";
    }

    private static Message message(
            String id, Topic topic, Entry entry, RolloutState state, Situation situation, String subject, String text) {
        return new Message(
                id, topic, state.build(), entry.at(), situation, subject, Bulletin.shortened(text), List.of(), "",
                List.of(), null, false);
    }

    private static String time(Instant at) {
        return TIME.format(at);
    }

    /** What the texts may name between double braces: what queries may, and whom and since when. */
    private static Map<String, String> values(Situation situation, Instant since) {
        Map<String, String> values = new LinkedHashMap<>(situation.placeholders());
        values.put("audience", situation.audience());
        values.put("since", since.truncatedTo(ChronoUnit.SECONDS).toString());
        return values;
    }

    /** The text of the plan, or the usual one where a value cannot stand in it. */
    private static String filled(@CheckForNull String text, Map<String, String> values, String usual) {
        if (text == null) {
            return usual;
        }
        try {
            return Template.fill(text, values);
        } catch (IllegalArgumentException e) {
            return usual;
        }
    }

    /** Placeholders that nothing stands behind, and values that may not stand in a text, in the phases that are known. */
    static List<Problem> problems(Announcement announcement, Plan plan) {
        var problems = new ArrayList<Problem>();
        List<Phase> phases = plan.phases().stream()
                .filter(phase -> announcement.isFor(phase.name()))
                .toList();
        List<Situation> situations = phases.isEmpty()
                ? List.of(new Situation(
                        "", plan.application(), plan.environment(), plan.version(), plan.previousVersion(), "phase", "1",
                        "audience"))
                : phases.stream().map(phase -> Situation.of("", plan, phase)).toList();
        check("subject", announcement.getSubject(), situations, problems);
        check("text", announcement.getText(), situations, problems);
        check("takenBackSubject", announcement.getTakenBackSubject(), situations, problems);
        check("takenBackText", announcement.getTakenBackText(), situations, problems);
        return problems;
    }

    private static void check(
            String field, @CheckForNull String text, List<Situation> situations, List<Problem> problems) {
        if (text == null) {
            return;
        }
        situations.stream()
                .flatMap(situation -> {
                    try {
                        Template.fill(text, values(situation, Instant.EPOCH));
                        return Stream.empty();
                    } catch (IllegalArgumentException e) {
                        return Stream.of(Problem.of(field, e.getMessage()));
                    }
                })
                .distinct()
                .forEach(problems::add);
    }
}
