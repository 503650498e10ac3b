package io.jenkins.plugins.rollout.audit;

import io.jenkins.plugins.rollout.journal.Months;
import io.jenkins.plugins.rollout.journal.Scan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How long records are kept. Months go whole and from the oldest on: one goes when every record in it may, and all
 * months before it went. A month with a line that cannot be read stays, and so do those behind it.
 */
public final class Retention {
    private final Function<AuditRecord, Optional<Duration>> kept;

    /** @param kept how long a record is kept; empty for ever */
    public Retention(Function<AuditRecord, Optional<Duration>> kept) {
        this.kept = kept;
    }

    /** Thrown to stop reading a month that stays. */
    private static final class Stays extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** The months that are over; the one that is being written never is. */
    List<Path> over(List<Path> files, Instant now) throws IOException {
        var over = new ArrayList<Path>();
        for (int i = 0; i < files.size() - 1 && isOver(files.get(i), now); i++) {
            over.add(files.get(i));
        }
        return over;
    }

    private boolean isOver(Path file, Instant now) throws IOException {
        try {
            Scan.unchecked(file, (number, offset, bytes, from, to, hash) -> {
                AuditLine line = AuditLine.read(bytes, from, to);
                if (line.record() != null && !isOver(line.record(), now)) {
                    throw new Stays();
                }
            });
            return true;
        } catch (Stays e) {
            return false;
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            return false; // somebody may want to know what was done to it
        }
    }

    private boolean isOver(AuditRecord record, Instant now) {
        return kept.apply(record).map(time -> record.at().plus(time).isBefore(now)).orElse(false);
    }

    /** What stands for a month that goes; empty when nothing is in it. */
    Optional<Anchor> anchor(Path file) throws IOException {
        var number = new long[1];
        Scan scan = Scan.unchecked(
                file, (line, offset, bytes, from, to, hash) -> number[0] = AuditLine.read(bytes, from, to).number());
        return scan.lines() == 0
                ? Optional.empty()
                : Optional.of(new Anchor(Months.of(file).toString(), number[0], scan.lastHash()));
    }
}
