package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.Result;
import io.jenkins.plugins.rollout.model.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One application in one environment: what is live there and what is under way.
 *
 * @param standing the version that everybody has who is in no rollout; null when none is known
 * @param said null unless it stands because an administrator said so
 * @param remnants what rollouts that are over left with some, oldest first
 * @param open rollouts that have not ended, in the order they were declared
 * @param recent the rollouts that ended last, so that none of them is told twice
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Place(
        String application,
        String environment,
        Standing standing,
        Said said,
        List<Remnant> remnants,
        List<Course> open,
        List<String> recent) {
    private static final int MOST_REMNANTS = 10;
    private static final int MOST_RECENT = 20;

    public Place {
        remnants = remnants == null ? List.of() : List.copyOf(remnants);
        open = open == null ? List.of() : List.copyOf(open);
        recent = recent == null ? List.of() : List.copyOf(recent);
    }

    static Place of(String application, String environment) {
        return new Place(application, environment, null, null, null, null, null);
    }

    /** The version that everybody has who is in no rollout; empty when none is known, or when it may be that nobody has it. */
    @JsonIgnore
    public Optional<Standing> live() {
        return remnants.stream().anyMatch(Remnant::isForEveryone) ? Optional.empty() : Optional.ofNullable(standing);
    }

    /** Whether rollouts that are over left more than one version. */
    @JsonIgnore
    public boolean isMixed() {
        return !remnants.isEmpty();
    }

    /** Whether nothing was ever told of it but that rollouts began. */
    @JsonIgnore
    public boolean isUnknown() {
        return standing == null && remnants.isEmpty();
    }

    /** Since when a failure is not made good; empty when none is. */
    @JsonIgnore
    public Optional<Instant> brokenSince() {
        return remnants.stream().map(Remnant::failed).filter(Objects::nonNull).min(Instant::compareTo);
    }

    /** What an administrator says clears up everything. */
    Place after(Said word) {
        var live = new Standing(word.version(), null, null, word.since());
        return new Place(application, environment, live, word, null, open, recent);
    }

    /** May be told again, but not behind something later of the same rollout that is still open. */
    Place after(Course course) {
        String id = course.rollout() + " " + course.declared();
        if (recent.contains(id)) {
            return this;
        }
        var others = new ArrayList<Course>();
        boolean placed = course.isOver();
        for (Course other : open) {
            boolean same = other.rollout().equals(course.rollout());
            if (!same) {
                others.add(other);
            } else if (!placed) {
                others.add(other.isLaterThan(course) ? other : course);
                placed = true;
            }
        }
        if (!placed) {
            others.add(course);
        }
        return course.isOver()
                ? ended(course, others, id)
                : new Place(application, environment, standing, said, remnants, others, recent);
    }

    private Place ended(Course course, List<Course> others, String id) {
        var ids = new ArrayList<>(recent);
        ids.add(id);
        List<String> last = ids.size() > MOST_RECENT ? ids.subList(1, ids.size()) : ids;
        if (course.result() == Result.SUCCESS && course.isForEveryone()) {
            var live = new Standing(course.version(), course.rollout(), course.build(), course.ended());
            return new Place(application, environment, live, null, null, others, last);
        }
        List<Remnant> left = left(course.isOut() ? Remnant.of(course) : null, course, course.ended());
        return new Place(application, environment, standing, said, left, others, last);
    }

    /** With what a rollout left, and with what it had taken over. */
    private List<Remnant> left(Remnant own, Course course, Instant since) {
        var all = new ArrayList<>(remnants);
        if (course.isTakenOut() && course.handedTo() == null) {
            all.add(Remnant.taken(course, since));
        }
        if (own != null) {
            all.add(own);
        }
        return all.size() > MOST_REMNANTS ? all.subList(all.size() - MOST_REMNANTS, all.size()) : all;
    }

    /**
     * The same, where nobody continues some of the open rollouts: the build or its journal is gone, or does not verify.
     *
     * @param underWay whether a rollout, by its id, is continued
     */
    public Place without(Predicate<String> underWay) {
        Place place = this;
        for (Course course : open) {
            if (!underWay.test(course.rollout())) {
                List<Course> others = new ArrayList<>(place.open);
                others.remove(course);
                List<Remnant> left = place.left(course.isOut() ? Remnant.lost(course) : null, course, course.at());
                place = new Place(application, environment, standing, said, left, others, recent);
            }
        }
        return place;
    }
}
