package io.jenkins.plugins.rollout.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.rollout.journal.Lines;
import java.io.IOException;

/**
 * A line of the audit trail: {@code {"previous":"<hash>","number":7,"record":{…}}}.
 *
 * @param previous hash of the line before it
 * @param number from 1, without gaps, over all months
 * @param record what was done; null in a line that is an anchor
 * @param anchor null in a line that is a record
 */
public record AuditLine(String previous, long number, AuditRecord record, Anchor anchor) {

    /** Without the end of line. */
    byte[] bytes() {
        try {
            return Lines.JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that cannot be written: " + this, e);
        }
    }

    /** @throws IOException when it is no line of an audit trail */
    static AuditLine read(byte[] bytes, int from, int to) throws IOException {
        AuditLine line = Lines.JSON.readValue(bytes, from, to - from, AuditLine.class);
        if (line == null || line.record == null == (line.anchor == null)) {
            throw new IOException("neither a record nor an anchor");
        }
        return line;
    }
}
