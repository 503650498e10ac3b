package io.jenkins.plugins.rollout.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.rollout.journal.Lines;
import java.io.IOException;

/**
 * A line of the history: one of the two.
 *
 * @param course where a rollout stood
 * @param said what an administrator said
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HistoryLine(Course course, Said said) {
    public HistoryLine(Course course) {
        this(course, null);
    }

    public HistoryLine(Said said) {
        this(null, said);
    }

    /** Without the end of line. */
    byte[] bytes() {
        try {
            return Lines.JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line that cannot be written: " + this, e);
        }
    }

    /** @throws IOException when it is no line of a history */
    static HistoryLine read(byte[] bytes, int from, int to) throws IOException {
        HistoryLine line = Lines.JSON.readValue(bytes, from, to - from, HistoryLine.class);
        if (line == null || line.course == null == (line.said == null)) {
            throw new IOException("neither about a rollout nor said by somebody");
        }
        return line;
    }
}
