package io.jenkins.plugins.rollout.notify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.rollout.model.Situation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Something to be told, once. Everything in it is text as it came, from people and from outside: whoever sends it on
 * writes it so that it stays text there.
 *
 * @param id the same however often it is sent, unique on the controller: letters, digits, {@code . _ -}
 * @param build the build of the rollout, as its external id
 * @param at when it happened
 * @param situation which rollout, and the phase it is about; an empty phase when it is about the whole
 * @param subject one line
 * @param text sentences; an empty line parts paragraphs
 * @param facts what a reader looks for
 * @param evidence digest of what is to be approved; empty when nothing is asked
 * @param people ids of those who are asked by name
 * @param links where it leads; {@link Links#NONE} until it is sent
 * @param again whether it may have been received before, for the controller was killed while it was being sent
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Message(
        String id,
        Topic topic,
        String build,
        Instant at,
        Situation situation,
        String subject,
        String text,
        List<Fact> facts,
        String evidence,
        List<String> people,
        @JsonIgnore Links links,
        @JsonIgnore boolean again) {

    /** A line of a table. */
    public record Fact(String name, String value) {}

    /**
     * Where a message leads; empty texts where nothing does. None of these lets anybody in: whoever follows one logs in,
     * and is asked for what they may.
     *
     * @param rollout the page of the rollout
     * @param approve where a yes to what is asked is confirmed
     * @param reject where a no is
     */
    public record Links(String rollout, String approve, String reject) {
        public static final Links NONE = new Links("", "", "");
    }

    public Message {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(situation, "situation");
        build = build == null ? "" : build;
        subject = subject == null ? "" : subject;
        text = text == null ? "" : text;
        facts = facts == null ? List.of() : List.copyOf(facts);
        evidence = evidence == null ? "" : evidence;
        people = people == null ? List.of() : List.copyOf(people);
        links = links == null ? Links.NONE : links;
    }

    /** The same with the addresses that it leads to, as it is sent. */
    Message sent(Links where, boolean maybeBefore) {
        return new Message(
                id, topic, build, at, situation, subject, text, facts, evidence, people, where, maybeBefore);
    }
}
