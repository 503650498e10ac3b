package io.jenkins.plugins.rollout.feedback;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What somebody said about one phase: a rating, or a sign-off.
 *
 * @param id random, known to who said it and to those who may delete it
 * @param at when it was said
 * @param phase name of the phase it is about
 * @param source the way it came
 * @param person who said it; null when it was said without a name, or was deleted
 * @param score from {@link Scale#WORST} to {@link Scale#BEST}; null for a sign-off
 * @param signOff null for a rating
 * @param comment empty when nothing was written, or it was deleted
 * @param key for what was imported or came from a Pipeline: what is said again with the same key is the same thing; null
 *     when there is none
 * @param forgotten whether name and comment were deleted: it is not brought back by another import
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Response(
        String id,
        Instant at,
        String phase,
        Source source,
        Person person,
        Integer score,
        SignOff signOff,
        String comment,
        String key,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean forgotten) {

    /** Characters of a comment. */
    public static final int LONGEST_COMMENT = 2000;

    /** Characters of a name. */
    public static final int LONGEST_NAME = 200;

    /**
     * A tester's yes or no to a phase.
     *
     * @param ok whether it may go on
     * @param items of the list that were found to work
     * @param as names in lists of testers that the person answered, with the groups of that moment
     */
    public record SignOff(boolean ok, List<String> items, List<String> as) {
        public SignOff {
            items = items == null ? List.of() : List.copyOf(items);
            as = as == null ? List.of() : List.copyOf(as);
        }
    }

    public Response {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(source, "source");
        comment = comment == null ? "" : comment;
        if ((score == null) == (signOff == null)) {
            throw new IllegalArgumentException("a response is either a rating or a sign-off");
        }
        if (score != null && !Scale.has(score)) {
            throw new IllegalArgumentException("score: " + Scale.mend(score.toString()));
        }
    }

    /** A rating. */
    public static Response rating(
            String id, Instant at, String phase, Source source, Person person, int score, String comment, String key) {
        return new Response(id, at, phase, source, person, score, null, comment, key, false);
    }

    /** A sign-off. */
    public static Response signOff(
            String id, Instant at, String phase, Source source, Person person, SignOff signOff, String comment, String key) {
        return new Response(id, at, phase, source, person, null, signOff, comment, key, false);
    }

    @JsonIgnore
    public boolean isRating() {
        return score != null;
    }

    /** Whether the person of this source said it. */
    public boolean isBy(Source theirSource, String personId) {
        return person != null && source == theirSource && person.id().equals(personId);
    }

    /** Whether this takes the place of what was said before: the same person about the same phase, or the same key. */
    boolean replaces(Response before) {
        boolean samePerson = person != null && before.isBy(source, person.id());
        boolean sameKey = key != null && source == before.source && key.equals(before.key);
        return isRating() == before.isRating() && (sameKey || samePerson && phase.equals(before.phase));
    }

    /** What stays when name and comment are deleted: that somebody rated the phase so. */
    Response withoutPerson() {
        SignOff nobodys = signOff == null ? null : new SignOff(signOff.ok(), signOff.items(), List.of());
        return new Response(id, at, phase, source, null, score, nobodys, "", key, true);
    }
}
