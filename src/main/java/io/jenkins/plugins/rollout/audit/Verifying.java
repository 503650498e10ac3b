package io.jenkins.plugins.rollout.audit;

import io.jenkins.plugins.rollout.journal.JournalDamaged;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.journal.Months;
import io.jenkins.plugins.rollout.journal.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Goes once through all months of an audit trail and says where it does not hold. */
final class Verifying {
    private final Head head;
    private final Set<String> anchors = new HashSet<>();
    private String start;
    private String firstFile = "";
    private long firstNumber;
    private String last;
    private long number;
    private long lines;
    private boolean headSeen;

    /** @param head the last line that was written here */
    Verifying(Head head) {
        this.head = head;
        this.headSeen = head.number() == 0;
    }

    Verification verify(List<Path> files) throws IOException {
        for (Path file : files) {
            try {
                month(file);
            } catch (JournalDamaged e) {
                return bad(Months.name(file), e.line(), number + 1, e.why());
            }
        }
        if (start != null && !start.equals(Lines.NOTHING_BEFORE) && !anchors.contains(firstNumber - 1 + start)) {
            return Verification.bad(0, new Verification.FirstBad(
                    firstFile, 1, firstNumber,
                    "the records before it were removed, and none says that their time of keeping was over"));
        }
        if (!headSeen) {
            String file = files.isEmpty() ? "" : Months.name(files.get(files.size() - 1));
            return bad(file, lines + 1, number + 1, "records are missing at the end: there were " + head.number());
        }
        return Verification.good(number == 0 ? 0 : number - firstNumber + 1);
    }

    private Verification bad(String file, long line, long sequence, String why) {
        long good = start == null ? 0 : Math.max(0, number - firstNumber + 1);
        return Verification.bad(good, new Verification.FirstBad(file, line, sequence, why));
    }

    private void month(Path file) throws IOException {
        lines = 0;
        if (last == null) {
            last = firstPrevious(file);
            start = last;
            firstFile = Months.name(file);
        }
        Scan scan = Scan.from(file, 0, 0, last, (line, offset, bytes, from, to, hash) -> {
            AuditLine read = read(file, line, bytes, from, to);
            if (firstNumber == 0) {
                firstNumber = read.number();
                number = firstNumber - 1;
            }
            if (read.number() != number + 1) {
                throw new JournalDamaged(file, line, "it has the number " + read.number());
            }
            if (read.number() == head.number()) {
                if (!hash.equals(head.hash())) {
                    throw new JournalDamaged(file, line, "it is not what was written here");
                }
                headSeen = true;
            }
            if (read.anchor() != null) {
                anchors.add(read.anchor().number() + read.anchor().hash());
            }
            number = read.number();
            lines = line;
        });
        last = scan.lines() == 0 ? last : scan.lastHash();
    }

    private static AuditLine read(Path file, long line, byte[] bytes, int from, int to) throws JournalDamaged {
        try {
            return AuditLine.read(bytes, from, to);
        } catch (IOException e) {
            throw new JournalDamaged(file, line, "this is not a record of an audit trail");
        }
    }

    /** What the oldest line that is left says of the one before it; a line that says nothing is found later. */
    private static String firstPrevious(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(128);
            String previous = Lines.previous(begin, 0, begin.length);
            return previous == null ? Lines.NOTHING_BEFORE : previous;
        }
    }
}
