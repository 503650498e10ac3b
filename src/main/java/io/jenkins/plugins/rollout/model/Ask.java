package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A request for approval that is open.
 *
 * @param request how often was asked in this gate, from 1
 * @param evidence digest of what the approvers see
 * @param given the yeses so far. Nobody is in two of them, neither as who said it nor as for whom it was said
 * @param rejected the noes so far, likewise; nobody has both a yes and a no
 * @param reminded how many of the times to remind people have gone by
 * @param escalatedTo the second circle, once it is asked; empty before
 * @param expired whether nobody can answer any more
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Ask(
        int request,
        String evidence,
        Instant at,
        List<Yes> given,
        List<No> rejected,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int reminded,
        List<String> escalatedTo,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean expired) {
    public Ask {
        given = given == null ? List.of() : List.copyOf(given);
        rejected = rejected == null ? List.of() : List.copyOf(rejected);
        escalatedTo = escalatedTo == null ? List.of() : List.copyOf(escalatedTo);
    }

    public Ask(int request, String evidence, Instant at, List<Yes> given) {
        this(request, evidence, at, given, List.of(), 0, List.of(), false);
    }

    /** Whether somebody said yes, or somebody said it for them. */
    public boolean hasFrom(String userId) {
        return given.stream().anyMatch(yes -> yes.concerns(userId));
    }

    /** Whether somebody said no, or somebody said it for them. */
    public boolean isRejectedBy(String userId) {
        return rejected.stream().anyMatch(no -> no.concerns(userId));
    }

    @JsonIgnore
    public boolean isEscalated() {
        return !escalatedTo.isEmpty();
    }

    /** Whether somebody is in the second circle, and it is asked. */
    public boolean inSecondCircle(String userId, Set<String> groups) {
        return Approval.named(escalatedTo, userId, groups);
    }

    /** With one more yes. It takes back the person's no. */
    Ask with(Yes yes) {
        return new Ask(
                request, evidence, at, and(given, yes),
                without(rejected, no -> no.concerns(yes.by()) || no.concerns(yes.person())),
                reminded, escalatedTo, expired);
    }

    /** With one more no. It takes back the person's yes. */
    Ask with(No no) {
        return new Ask(
                request, evidence, at,
                without(given, yes -> yes.concerns(no.by()) || yes.concerns(no.person())),
                and(rejected, no), reminded, escalatedTo, expired);
    }

    /** Without the yes that somebody said, or that was said for them. */
    Ask without(String userId) {
        return new Ask(
                request, evidence, at, without(given, yes -> yes.concerns(userId)), rejected, reminded, escalatedTo,
                expired);
    }

    Ask reminded(int times) {
        return new Ask(request, evidence, at, given, rejected, times, escalatedTo, expired);
    }

    Ask escalated(List<String> to) {
        return new Ask(request, evidence, at, given, rejected, reminded, to, expired);
    }

    Ask over() {
        return new Ask(request, evidence, at, given, rejected, reminded, escalatedTo, true);
    }

    private static <T> List<T> and(List<T> some, T more) {
        var all = new ArrayList<>(some);
        all.add(more);
        return all;
    }

    private static <T> List<T> without(List<T> some, Predicate<T> which) {
        return some.stream().filter(which.negate()).toList();
    }
}
