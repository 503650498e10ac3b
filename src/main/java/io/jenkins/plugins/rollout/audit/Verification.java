package io.jenkins.plugins.rollout.audit;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Whether a chain of records holds.
 *
 * @param records how many lines were good
 * @param firstBad the first that is not; null when all are
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Verification(boolean ok, long records, FirstBad firstBad) {

    /**
     * Where it does not hold.
     *
     * @param file which file, without its folder
     * @param line in the file, from 1
     * @param sequence the number that the record has there, or should have
     */
    public record FirstBad(String file, long line, long sequence, String why) {
        @Override
        public String toString() {
            return file + ", line " + line + " (record " + sequence + "): " + why;
        }
    }

    static Verification good(long records) {
        return new Verification(true, records, null);
    }

    static Verification bad(long records, FirstBad firstBad) {
        return new Verification(false, records, firstBad);
    }
}
