package io.jenkins.plugins.rollout.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.journal.Lines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The links of one rollout that were used, in a file beside its journal, each until it expires. A use is written down
 * before the act begins and again when it succeeded, so that a controller that was killed in between can find out from
 * the journal which of the two it was. All calls come one after the other.
 */
final class UsedLinks {
    private static final String FILE = "links.json";

    /**
     * A use.
     *
     * @param by who used it
     * @param after sequence of the last event before the act
     * @param done whether the act is known to have succeeded
     */
    record Use(String by, long after, boolean done) {}

    private final Path directory;

    UsedLinks(Path directory) {
        this.directory = directory;
    }

    Optional<Use> of(String nonce) throws IOException {
        JsonNode use = read().get(nonce);
        return use == null
                ? Optional.empty()
                : Optional.of(new Use(
                        use.path("by").asText(),
                        use.path("after").asLong(),
                        use.path("done").asBoolean()));
    }

    /** Writes a use down, on the disk when this returns; what has expired is forgotten with it. */
    void put(LinkToken link, Use use, Instant now) throws IOException {
        ObjectNode all = read();
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        all.properties().forEach(known -> {
            if (known.getValue().path("expires").asLong() > now.getEpochSecond()) {
                kept.set(known.getKey(), known.getValue());
            }
        });
        kept.putObject(link.nonce())
                .put("by", use.by())
                .put("after", use.after())
                .put("done", use.done())
                .put("expires", link.expires().getEpochSecond());
        write(kept);
    }

    /** The act was refused: the link can be used again. */
    void remove(LinkToken link) throws IOException {
        ObjectNode all = read();
        all.remove(link.nonce());
        write(all);
    }

    private ObjectNode read() throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (Lines.JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode all) {
            return all;
        }
        throw new IOException(file + " is damaged: it holds no JSON object");
    }

    private void write(ObjectNode all) throws IOException {
        Disk.replace(directory.resolve(FILE), Lines.JSON.writeValueAsBytes(all));
    }
}
