package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Files of JSON Lines, one for each month in which something was written: {@code 2026-03.jsonl}. Whoever writes says first
 * where the lines end that count, see {@link #goOn}.
 */
public final class Months {
    private static final Pattern FILE = Pattern.compile("\\d{4}-\\d{2}\\.jsonl");
    private final Path folder;
    private final Clock clock;
    private YearMonth month;
    private long end;

    private Months(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Those in a folder, which is made if it is not there. */
    public static Months in(Path folder, Clock clock) throws IOException {
        Files.createDirectories(folder);
        return new Months(folder, clock);
    }

    /** The file was read to its end: the next lines come behind it. A last line without its end is cut. */
    public void goOn(Path file, Scan read) throws IOException {
        goOn(of(file), read.end());
        if (read.torn()) {
            Disk.cut(file, end);
        }
    }

    /** The next lines come behind this place. @param last null when there is nothing */
    public void goOn(YearMonth last, long offset) {
        month = last;
        end = offset;
    }

    /** Whose file the last line is in; null when there is none. */
    public YearMonth month() {
        return month;
    }

    /** Offset behind the last line that counts. */
    public long end() {
        return end;
    }

    /**
     * Writes whole lines with one sync of the disk, in the file of this month.
     *
     * @throws IOException when they could not be written; then none of them counts
     */
    public void append(byte[] lines) throws IOException {
        YearMonth now = of(clock.instant());
        YearMonth target = month == null || now.isAfter(month) ? now : month; // a clock may be set back
        long start = target.equals(month) ? end : 0;
        Disk.append(file(target), start, lines);
        goOn(target, start + lines.length);
    }

    private Path file(YearMonth of) {
        return folder.resolve(of + ".jsonl");
    }

    public static YearMonth of(Instant at) {
        return YearMonth.from(at.atZone(ZoneOffset.UTC));
    }

    public static YearMonth of(Path file) {
        return YearMonth.parse(name(file).replace(".jsonl", ""));
    }

    /** Without its folder. */
    public static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Oldest first. */
    public List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> FILE.matcher(name(file)).matches())
                    .sorted()
                    .toList();
        }
    }

    /** What was written in that month or later: a record may be written long after what it tells happened. */
    public List<Path> since(Instant at) throws IOException {
        return files().stream()
                .filter(file -> at == null || !of(file).isBefore(of(at)))
                .toList();
    }
}
