package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.Result;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A version that some have, or may have, of a rollout that is over.
 *
 * @param exposure percent of everyone, at most; null when only cohorts
 * @param audiences cohorts, as people write them
 * @param certain whether they have it for sure: the rollout succeeded, with a last phase that is not for everyone
 * @param since when the rollout ended
 * @param why the rollout ended so
 * @param failed when it began to fail; null when it did not
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Remnant(
        String version,
        String rollout,
        String build,
        BigDecimal exposure,
        List<String> audiences,
        boolean certain,
        Instant since,
        String why,
        Instant failed) {
    public Remnant {
        audiences = audiences == null ? List.of() : List.copyOf(audiences);
        why = why == null ? "" : why;
    }

    static Remnant of(Course course) {
        return of(course, course.result() == Result.SUCCESS, course.ended(), course.cause());
    }

    /** What stays of the version that a rollout took over, and that had another build. */
    static Remnant taken(Course course, Instant since) {
        Course.Taken taken = course.taken();
        return new Remnant(
                taken.version(),
                taken.rollout(),
                taken.build(),
                Share.exposure(taken.shares()),
                Share.audiences(taken.shares()),
                false,
                since,
                course.cause(),
                course.failed() == null ? since : course.failed());
    }

    /** Of a rollout that nobody continues. */
    static Remnant lost(Course course) {
        return of(course, false, course.at(), "nobody continues the rollout: what it wrote is gone or was changed");
    }

    private static Remnant of(Course course, boolean certain, Instant since, String why) {
        return new Remnant(
                course.version(),
                course.rollout(),
                course.build(),
                course.exposure(),
                course.audiences(),
                certain,
                since,
                why,
                course.failed());
    }

    /** Whether it may be that nobody has another version. */
    @JsonIgnore
    public boolean isForEveryone() {
        return exposure == null ? audiences.isEmpty() : exposure.compareTo(BigDecimal.valueOf(100)) >= 0;
    }

    /** {@code up to 20 % and employees} */
    @JsonIgnore
    public String reach() {
        var parts = new ArrayList<String>();
        if (exposure != null) {
            parts.add(Share.percent(exposure));
        }
        parts.addAll(audiences);
        String all = parts.isEmpty() ? "everybody" : String.join(" and ", parts);
        return certain ? all : "up to " + all;
    }
}
