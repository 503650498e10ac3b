package io.jenkins.plugins.rollout.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Entry;
import io.jenkins.plugins.rollout.model.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** One entry as one line: {@code {"previous":"<hash>","sequence":7,"at":"…","by":{…},"event":{…}}}. */
public final class Lines {
    /** What the first line names as the hash of the line before it. */
    public static final String NOTHING_BEFORE = "0".repeat(64);

    static final int HASH_LENGTH = 64;
    private static final byte[] START = "{\"previous\":\"".getBytes(StandardCharsets.US_ASCII);

    /** How the journal, snapshots and the page write JSON: instants and durations in ISO 8601, no nulls. */
    public static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .build();

    private record Line(String previous, long sequence, Instant at, Actor by, Event event) {}

    private Lines() {}

    /** The line without its end. */
    static byte[] write(Entry entry, String previous) {
        try {
            return JSON.writeValueAsBytes(new Line(previous, entry.sequence(), entry.at(), entry.by(), entry.event()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written: " + entry.event(), e);
        }
    }

    static Entry read(byte[] line) throws IOException {
        var read = JSON.readValue(line, Line.class);
        return new Entry(read.sequence(), read.at(), read.by(), read.event());
    }

    /** The hash of the line before, without parsing the rest; null when the line does not start as a line does. */
    public static String previous(byte[] bytes, int from, int to) {
        int start = from + START.length;
        if (to - start < HASH_LENGTH) {
            return null;
        }
        for (int i = 0; i < START.length; i++) {
            if (bytes[from + i] != START[i]) {
                return null;
            }
        }
        return new String(bytes, start, HASH_LENGTH, StandardCharsets.US_ASCII);
    }

    /** What the next line names as the line before it. */
    public static String hash(byte[] bytes, int from, int to) {
        MessageDigest digest = sha256();
        digest.update(bytes, from, to - from);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
