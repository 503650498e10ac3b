package io.jenkins.plugins.rollout.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One thing that somebody did, or that decided a rollout.
 *
 * @param at when it happened
 * @param act what, in one word: {@code approved}, {@code gatePassed}, {@code deployed} …
 * @param rollout id of the rollout; empty for what is about no rollout, such as a delegation
 * @param sequence of the entry in the rollout's journal; 0 where there is none
 * @param declared when the rollout began: tells it from another of the same id, after its job was deleted and made again
 * @param build externalizable id of the build, {@code team/shop#12}
 * @param application what was rolled out
 * @param environment where to
 * @param version which
 * @param phase of the rollout; empty for what is about all of it
 * @param by who did it
 * @param override whether only a permission to override, or the one to administer, allowed it
 * @param evidence digest of what was seen; empty where nothing was asked
 * @param comment the comment or reason, or why it happened
 * @param answers to the questions of the gate, by name
 * @param hash of the entry's line in the journal; empty where there is none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AuditRecord(
        Instant at,
        String act,
        String rollout,
        long sequence,
        Instant declared,
        String build,
        String application,
        String environment,
        String version,
        String phase,
        Who by,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean override,
        String evidence,
        String comment,
        Map<String, String> answers,
        String hash) {

    /**
     * Who, and how they came.
     *
     * @param via {@code page}, {@code log}, {@code api}, {@code cli}, {@code link}, {@code build}, {@code engine}
     * @param groups the groups of that moment
     * @param onBehalfOf id of the person who is away and for whom it was done; empty when for nobody
     * @param administrator whether the person administered the controller
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Who(
            String id,
            String name,
            String via,
            Set<String> groups,
            String onBehalfOf,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean administrator) {
        public Who {
            id = Objects.requireNonNull(id, "id");
            name = text(name);
            via = text(via);
            groups = groups == null ? Set.of() : Collections.unmodifiableSortedSet(new TreeSet<>(groups));
            onBehalfOf = text(onBehalfOf);
        }

        static Who of(Actor actor, String onBehalfOf) {
            return new Who(
                    actor.id(), actor.name(), actor.via(), actor.groups(), onBehalfOf, actor.administrator());
        }

        /** Whether the person did it or it was done for them. */
        boolean concerns(String userId) {
            return id.equals(userId) || onBehalfOf.equals(userId);
        }
    }

    public AuditRecord {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(act, "act");
        Objects.requireNonNull(by, "by");
        rollout = text(rollout);
        build = text(build);
        application = text(application);
        environment = text(environment);
        version = text(version);
        phase = text(phase);
        evidence = text(evidence);
        comment = text(comment);
        answers = answers == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(answers));
        hash = text(hash);
    }

    /** Something that is about no rollout: a delegation, a freeze. */
    public static AuditRecord ofController(Instant at, String act, Actor by, String comment) {
        return new AuditRecord(
                at, act, null, 0, null, null, null, null, null, null, Who.of(by, null), by.administrator(), null,
                comment, null, null);
    }

    /** Full name of the job, {@code team/shop}; empty where there is no build. */
    @JsonIgnore
    public String job() {
        int number = build.lastIndexOf('#');
        return number < 0 ? build : build.substring(0, number);
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
