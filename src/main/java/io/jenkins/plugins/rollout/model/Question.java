package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Something an approver must answer; the answer is kept and given to the phase's block.
 *
 * @param name letters, digits and {@code _}, unique within its approval; the block finds the answer in
 *     {@code ROLLOUT_ANSWER_} and the name in upper case
 * @param kind what an answer may be
 * @param label what is asked, in words; may hold placeholders
 * @param choices the possible answers of a {@link Kind#CHOICE}; empty for the others
 * @param optional whether it may be left without an answer
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Question(String name, Kind kind, String label, List<String> choices, boolean optional) {
    public enum Kind {
        /** One of the choices. */
        CHOICE,
        /** Any text, at most 2,000 characters. */
        TEXT,
        /** {@code true} or {@code false}. */
        YES_NO
    }

    public Question {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        label = label == null || label.isBlank() ? name : label;
        choices = choices == null ? List.of() : List.copyOf(choices);
    }

    /** Where a block finds the answer. */
    public String environmentVariable() {
        return environmentVariable(name);
    }

    /** Where a block finds the answer to the question of that name. */
    public static String environmentVariable(String name) {
        return "ROLLOUT_ANSWER_" + name.toUpperCase(Locale.ROOT);
    }
}
