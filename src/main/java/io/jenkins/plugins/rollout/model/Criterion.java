package io.jenkins.plugins.rollout.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * One metric check of a gate or a bake, as the plan keeps it.
 *
 * @param name unique within its gate or bake, shown everywhere
 * @param kind symbol of the kind of check: {@code threshold}
 * @param limit the rule in words: {@code at most 0.01}
 * @param source where the samples come from, in words, without secrets: {@code prometheus 'prod': rate(…)}
 * @param failureLimit how many failed samples are tolerated; one more fails the gate. 0 or more
 * @param noDataLimit after how many samples without data in a row a human is asked. 1 or more
 * @param definition the check as it was written, as data ({@code {"$symbol": "threshold", …}}), from which it is
 *     made again after a restart; part of the evidence digest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Criterion(
        String name, String kind, String limit, String source, int failureLimit, int noDataLimit, JsonNode definition) {

    /** After this many samples without data in a row a human is asked, unless the plan says otherwise. */
    public static final int DEFAULT_NO_DATA_LIMIT = 5;

    public Criterion {
        Objects.requireNonNull(name, "name");
        definition = Definition.normal(definition);
        if (failureLimit < 0) {
            throw new IllegalArgumentException("failureLimit: " + failureLimit + " is less than 0");
        }
        if (noDataLimit < 1) {
            throw new IllegalArgumentException("noDataLimit: " + noDataLimit + " is less than 1");
        }
    }
}
