package io.jenkins.plugins.rollout.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files of JSON Lines, one for each month in which something was written: {@code 2026-03.jsonl}. */
public final class Months {
    private static final Pattern FILE = Pattern.compile("\\d{4}-\\d{2}\\.jsonl");
    private final Path folder;

    public Months(Path folder) {
        this.folder = folder;
    }

    public Path file(YearMonth month) {
        return folder.resolve(month + ".jsonl");
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
