package io.jenkins.plugins.rollout.demo.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is deployed, and which operations brought it there. Kept in a file before it is answered for, so that a shop
 * that is killed comes back with the same split, as a real service would.
 */
final class Deployments {
    private static final int REMEMBERED_OPERATIONS = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param rollout id of the rollout that deployed last; empty when none did
     * @param split who gets the new version
     * @param operations the content of each operation that was performed, by id, oldest first
     */
    record Standing(String rollout, Split split, Map<String, String> operations) {
        static final Standing FIRST = new Standing("", Split.NOBODY, Map.of());
    }

    /** @param status HTTP status; {@code body} is its JSON */
    record Answer(int status, Map<String, Object> body) {
        static Answer refused(int status, String error) {
            return new Answer(status, Map.of("error", error));
        }
    }

    private final String stable;
    private final String candidate;
    private final Path file;
    private volatile Standing standing;

    /**
     * @param stable the version of all who do not get the new one
     * @param candidate the new version
     * @param file where the standing is kept
     */
    Deployments(String stable, String candidate, Path file) throws IOException {
        this.stable = stable;
        this.candidate = candidate;
        this.file = file;
        this.standing = Files.exists(file) ? JSON.readValue(file.toFile(), Standing.class) : Standing.FIRST;
    }

    Split split() {
        return standing.split();
    }

    /** Performs an order, or says why not. */
    synchronized Answer perform(Order order) {
        if (order.action() == null || order.operation() == null || order.version() == null) {
            return Answer.refused(400, "action, operation and version are needed");
        }
        if (!order.version().equals(candidate)) {
            return Answer.refused(422, order.version().equals(stable)
                    ? stable + " is what everybody gets who does not get " + candidate
                    : "there is no version " + order.version() + " here; there are " + stable + " and " + candidate);
        }
        return switch (order.action()) {
            case "status" -> status(order);
            case "deploy", "undo" -> change(order);
            default -> Answer.refused(400, "action: '" + order.action() + "' is none of deploy, undo, status");
        };
    }

    private Answer status(Order order) {
        boolean performed = standing.operations().containsKey(order.operation());
        return new Answer(200, Map.of("state", performed ? "done" : "unknown", "live", split().live()));
    }

    private Answer change(Order order) {
        String before = standing.operations().get(order.operation());
        if (before != null) {
            return before.equals(order.content())
                    ? new Answer(409, Map.of("state", "done", "message", "this operation was performed before"))
                    : Answer.refused(422, "operation " + order.operation() + " was something else: " + before);
        }
        Split split;
        try {
            boolean undo = order.action().equals("undo");
            split = undo ? Split.NOBODY : basis(order).reach(order.audience(), order.exposure());
        } catch (IllegalArgumentException e) {
            return Answer.refused(422, e.getMessage());
        }
        keep(new Standing(String.valueOf(order.rollout()), split, with(order)));
        return new Answer(200, Map.of("state", "done", "split", split));
    }

    /** The phases of one rollout add up; another rollout begins again, so that the demo can be run again. */
    private Split basis(Order order) {
        return standing.rollout().equals(String.valueOf(order.rollout())) ? split() : Split.NOBODY;
    }

    private Map<String, String> with(Order order) {
        Map<String, String> operations = new LinkedHashMap<>(standing.operations());
        operations.put(order.operation(), order.content());
        while (operations.size() > REMEMBERED_OPERATIONS) {
            operations.remove(operations.keySet().iterator().next());
        }
        return operations;
    }

    private void keep(Standing next) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(next));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep what is deployed in " + file, e);
        }
        standing = next;
    }
}
