package io.jenkins.plugins.rollout.audit;

import io.jenkins.plugins.rollout.journal.Journal;
import io.jenkins.plugins.rollout.journal.JournalDamaged;
import io.jenkins.plugins.rollout.journal.JournalReader;
import io.jenkins.plugins.rollout.journal.Months;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Checks the journal of a rollout: its chain, and that it says what the audit trail was told when it was written. A
 * journal that was rewritten as a whole, with a new chain, shows by the second.
 */
public final class RolloutCheck {
    private final Path directory;
    private Instant declared;
    private final Map<Long, String> told = new TreeMap<>();

    /** @param directory with the journal */
    public RolloutCheck(Path directory) {
        this.directory = directory;
    }

    /**
     * Remembers what the trail was told of the rollout.
     *
     * @param record of this rollout, or of one that had its id before; in the order of the trail
     */
    public RolloutCheck told(AuditRecord record) {
        if (!record.declared().equals(declared)) {
            declared = record.declared();
            told.clear();
        }
        told.put(record.sequence(), record.hash());
        return this;
    }

    /**
     * Remembers everything that the trail was told of the rollout.
     *
     * @param since nothing about it was written before; null when that is not known
     */
    public RolloutCheck told(AuditStore store, String rolloutId, Instant since) throws IOException {
        var query = new AuditQuery(since, null, "", "", "", rolloutId);
        store.read(query, (line, bytes, from, to) -> told(line.record()));
        return this;
    }

    /** @throws IOException when there is no journal, or it cannot be read at all */
    public Verification verify() throws IOException {
        var good = new long[1];
        try {
            if (told.isEmpty() || Journal.exists(directory)) {
                JournalReader.verify(directory, (entry, hash) -> {
                    compare(entry, hash);
                    good[0] = entry.sequence();
                });
            }
        } catch (JournalDamaged e) {
            return bad(good[0], e.line(), e.why());
        }
        long last = told.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        return last > good[0]
                ? bad(good[0], good[0] + 1, "records are missing at the end: the audit trail knows of " + last)
                : Verification.good(good[0]);
    }

    /** Checks the chain alone, without reading what the records say. */
    public Verification chain() throws IOException {
        try {
            return Verification.good(JournalReader.chain(directory));
        } catch (JournalDamaged e) {
            return bad(e.line() - 1, e.line(), e.why());
        }
    }

    private void compare(Entry entry, String hash) throws JournalDamaged {
        boolean other = entry.event() instanceof Event.RolloutDeclared && declared != null
                && !declared.equals(entry.at());
        String then = told.get(entry.sequence());
        if (other || then != null && !then.equals(hash)) {
            throw new JournalDamaged(
                    Journal.fileIn(directory), entry.sequence(), "it is not what the audit trail was told when it happened");
        }
    }

    private Verification bad(long good, long line, String why) {
        String file = Months.name(Journal.fileIn(directory));
        return Verification.bad(good, new Verification.FirstBad(file, line, line, why));
    }
}
