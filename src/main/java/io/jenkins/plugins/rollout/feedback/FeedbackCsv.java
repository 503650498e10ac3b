package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.model.RolloutState;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads ratings from a file with comma-separated values. The first line names the columns: {@code score}, and any of
 * {@code phase}, {@code comment}, {@code name}, {@code id} and {@code at}. The same line in another import is the same
 * rating: by its id, or without one by all that it says.
 */
public final class FeedbackCsv {
    /** Bytes of a file. */
    public static final int LARGEST = 1024 * 1024;

    private static final Set<String> COLUMNS = new TreeSet<>(Set.of("score", "phase", "comment", "name", "id", "at"));
    private static final int PROBLEMS_SHOWN = 20;

    private final RolloutState state;
    private final NameRule names;
    private final Instant now;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();

    /** @param state of the rollout that it is about */
    public FeedbackCsv(RolloutState state, NameRule names, Instant now) {
        this.state = state;
        this.names = names;
        this.now = now;
    }

    /** @throws Declined naming each bad line and what is wrong with it; nothing of the file is imported then */
    public List<Response> read(byte[] file) throws Declined {
        List<Csv.Row> rows = Csv.rows(text(file)).stream().filter(row -> !row.isBlank()).toList();
        if (rows.isEmpty()) {
            throw wrong("the file is empty; its first line names the columns: " + String.join(", ", COLUMNS));
        }
        List<String> columns = columns(rows.get(0));
        if (rows.size() - 1 > FeedbackStore.MOST) {
            throw wrong("the file has " + (rows.size() - 1) + " ratings; at most " + FeedbackStore.MOST);
        }
        var responses = new ArrayList<Response>();
        for (Csv.Row row : rows.subList(1, rows.size())) {
            try {
                responses.add(response(columns, row));
            } catch (Declined e) {
                problems.add("line " + row.line() + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            String more = problems.size() > PROBLEMS_SHOWN ? "\nand " + (problems.size() - PROBLEMS_SHOWN) + " more" : "";
            throw wrong("nothing was imported:\n"
                    + String.join("\n", problems.subList(0, Math.min(PROBLEMS_SHOWN, problems.size()))) + more);
        }
        return responses;
    }

    private static String text(byte[] file) throws Declined {
        if (file.length > LARGEST) {
            throw wrong("the file is larger than " + LARGEST / 1024 + " KiB");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw wrong("the file is not in UTF-8");
        }
    }

    private static List<String> columns(Csv.Row header) throws Declined {
        List<String> columns = header.fields().stream().map(String::strip).toList();
        for (String column : columns) {
            if (!COLUMNS.contains(column)) {
                throw wrong("line 1: there is no column '" + column + "'; write some of " + String.join(", ", COLUMNS));
            }
        }
        if (Set.copyOf(columns).size() < columns.size()) {
            throw wrong("line 1: a column stands there twice");
        }
        if (!columns.contains("score")) {
            throw wrong("line 1: the column 'score' is missing");
        }
        return columns;
    }

    private Response response(List<String> columns, Csv.Row row) throws Declined {
        if (row.problem() != null) {
            throw wrong(row.problem());
        }
        if (row.fields().size() != columns.size()) {
            throw wrong("has " + row.fields().size() + " fields, and the first line " + columns.size());
        }
        var fields = new HashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            String text = row.fields().get(i).strip();
            if (!text.isEmpty()) {
                fields.put(columns.get(i), text);
            }
        }
        String name = Texts.checked("name", fields.get("name"), Response.LONGEST_NAME);
        Person person = name.isEmpty() || names == NameRule.NEVER ? null : new Person(name, name);
        var said = new Utterance(
                Source.IMPORT, person, Set.of(), fields.get("phase"), fields.get("comment"), key(columns, row, fields));
        return said.rating(state, fields.getOrDefault("score", ""), at(fields.get("at")));
    }

    /** A hash, for an id may be somebody's address, and outlives the deletion of what was said. */
    private String key(List<String> columns, Csv.Row row, Map<String, String> fields) throws Declined {
        String id = fields.get("id");
        if (id != null) {
            String key = hash("id " + id);
            if (seen.merge(key, 1, Integer::sum) > 1) {
                throw wrong("id: '" + id + "' stands in another line too");
            }
            return key;
        }
        String content = columns + " " + row.fields();
        return hash("content " + seen.merge(content, 1, Integer::sum) + " " + content);
    }

    private Instant at(String written) throws Declined {
        if (written == null) {
            return now;
        }
        try {
            Instant at = OffsetDateTime.parse(written).toInstant();
            if (!at.isAfter(now)) {
                return at;
            }
        } catch (DateTimeException e) {
            throw wrong("at: '" + written + "' is no time; write it like 2026-11-22T10:00:00Z");
        }
        throw wrong("at: " + written + " is yet to come");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Declined wrong(String message) {
        return new Declined(Declined.Reason.INVALID, "", message);
    }
}
