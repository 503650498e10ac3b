package io.jenkins.plugins.rollout.history;

import io.jenkins.plugins.rollout.journal.Backwards;
import io.jenkins.plugins.rollout.journal.Months;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The rollouts that ended, last first, a page at a time, read from the disk when they are asked for. */
public final class Pages {
    private static final int MOST_LINES = 50_000;
    private static final int HEAD = 160;
    private static final String ENDED = "\"event\":\"RolloutEnded\"";

    /**
     * Some rollouts.
     *
     * @param next where the next page begins, for {@link #read}; empty when there is none. There may be one even when this
     *     one is not full: only so much is read for a page
     */
    public record Page(List<Course> rollouts, String next) {
        public Page {
            rollouts = List.copyOf(rollouts);
        }
    }

    private record Place(YearMonth month, long end) {
        @Override
        public String toString() {
            return month + ":" + end;
        }
    }

    private final Months months;

    Pages(Months months) {
        this.months = months;
    }

    /**
     * Reads one.
     *
     * @param before the {@link Page#next} of the page before; empty for the first
     * @param most how many rollouts
     * @throws IllegalArgumentException when there is no such page
     */
    public Page read(String before, int most, Predicate<Course> wanted) throws IOException {
        Place start = before.isEmpty() ? null : place(before);
        List<Path> files = months.files();
        var found = new ArrayList<Course>();
        var next = new Place[1];
        var lines = new int[1];
        for (int i = files.size() - 1; i >= 0 && next[0] == null; i--) {
            YearMonth month = Months.of(files.get(i));
            if (start != null && month.isAfter(start.month())) {
                continue;
            }
            long end = start != null && month.equals(start.month()) ? start.end() : Long.MAX_VALUE;
            read(files.get(i), end, (offset, bytes, from, to) -> {
                Course course = ended(bytes, from, to);
                if (course != null && wanted.test(course)) {
                    if (found.size() == most) {
                        next[0] = new Place(month, offset + to - from + 1);
                        return false;
                    }
                    found.add(course);
                }
                lines[0]++;
                if (lines[0] >= MOST_LINES) {
                    next[0] = new Place(month, offset);
                    return false;
                }
                return true;
            });
        }
        return new Page(found, next[0] == null ? "" : next[0].toString());
    }

    private static void read(Path file, long end, Backwards.Visitor visitor) throws IOException {
        try {
            Backwards.read(file, end, visitor);
        } catch (NoSuchFileException e) {
            return; // somebody took the month away meanwhile
        }
    }

    /** Null for every other line. */
    private static Course ended(byte[] bytes, int from, int to) {
        String head = new String(bytes, from, Math.min(HEAD, to - from), StandardCharsets.ISO_8859_1);
        if (!head.contains(ENDED)) {
            return null;
        }
        try {
            return HistoryLine.read(bytes, from, to).course();
        } catch (IOException e) {
            return null; // the log told of it when the history was opened
        }
    }

    private static Place place(String text) {
        int colon = text.indexOf(':');
        try {
            return new Place(YearMonth.parse(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("before: '" + text + "' is no page; take it from next of the page before", e);
        }
    }
}
