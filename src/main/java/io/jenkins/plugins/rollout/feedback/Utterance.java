package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.model.RolloutState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What somebody wants to say, as it was written: checked against the rollout it becomes a {@link Response}.
 *
 * @param source the way it came
 * @param person who says it; null for nobody in particular
 * @param groups the person's, at this moment
 * @param phase null for the usual one
 * @param comment may be null
 * @param key makes it the same thing when it is said again; null for none
 */
public record Utterance(
        Source source, Person person, Set<String> groups, String phase, String comment, String key) {

    /**
     * A rating.
     *
     * @param score as it was written
     * @throws Declined when the score is none, the comment no text, or there is no such phase
     */
    public Response rating(RolloutState state, String score, Instant now) throws Declined {
        int checked = Texts.score(score);
        return Response.rating(
                UUID.randomUUID().toString(), now, about(state), source, person, checked, text(), key);
    }

    /**
     * A sign-off.
     *
     * @param ok as it was written
     * @param items of the lists that were found to work
     * @throws Declined also when nobody asks this person, or something is said to be ok though an item is missing
     */
    public Response signOff(RolloutState state, String ok, List<String> items, Instant now) throws Declined {
        boolean fine = truth(ok);
        List<SignOffList> all = SignOffList.of(state);
        List<String> askedAbout = all.stream().filter(list -> !as(list).isEmpty()).map(SignOffList::about).toList();
        String about = phase == null && askedAbout.size() > 0 && !askedAbout.contains(Heard.usualPhase(state))
                ? askedAbout.get(0)
                : about(state);
        List<SignOffList> lists = all.stream().filter(list -> list.about().equals(about)).toList();
        if (lists.isEmpty()) {
            throw new Declined(Declined.Reason.CONFLICT, "phase", "phase: nobody is asked to sign '" + about + "' off");
        }
        var as = new LinkedHashSet<String>();
        var wanted = new LinkedHashSet<String>();
        for (SignOffList list : lists) {
            if (!as(list).isEmpty()) {
                as.addAll(as(list));
                wanted.addAll(list.items());
            }
        }
        if (as.isEmpty()) {
            throw new Declined(Declined.Reason.FORBIDDEN, "", who() + " is not among those who sign '" + about + "' off");
        }
        String said = text();
        for (String item : items) {
            if (!wanted.contains(item)) {
                throw Declined.invalid("items", "'" + item + "' is not on the list");
            }
        }
        var unseen = new ArrayList<>(wanted);
        unseen.removeAll(items);
        if (fine && !unseen.isEmpty()) {
            throw Declined.invalid("items", "'" + unseen.get(0) + "' is missing; name each that works, or say that it is not ok");
        }
        if (!fine && said.isEmpty()) {
            throw Declined.invalid("comment", "is missing; say what is not ok");
        }
        var signOff = new Response.SignOff(fine, items, List.copyOf(as));
        return Response.signOff(UUID.randomUUID().toString(), now, about, source, person, signOff, said, key);
    }

    private List<String> as(SignOffList list) {
        return switch (source) {
            case PERSON -> person == null ? List.of() : list.as(person.id(), groups);
            case PIPELINE -> person == null ? List.of() : list.as(SignOffs.PIPELINE + person.id(), Set.of());
            case IMPORT -> List.of();
        };
    }

    private String who() {
        if (person == null) {
            return "somebody without a name";
        }
        return source == Source.PIPELINE ? SignOffs.PIPELINE + person.id() : person.id();
    }

    private static boolean truth(String ok) throws Declined {
        return switch (ok == null ? "" : ok.strip()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Declined.invalid("ok", (ok == null ? "is missing" : "'" + ok + "' is neither") + "; write true or false");
        };
    }

    private String text() throws Declined {
        return Texts.checked("comment", comment, Response.LONGEST_COMMENT);
    }

    private String about(RolloutState state) throws Declined {
        String about = phase == null || phase.isBlank() ? Heard.usualPhase(state) : phase.strip();
        if (state.phase(about).isEmpty()) {
            throw Declined.invalid("phase", "there is no phase '" + about + "'; write one of "
                    + String.join(", ", state.phases().stream().map(known -> known.name()).toList()));
        }
        return about;
    }
}
