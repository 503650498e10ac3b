package io.jenkins.plugins.rollout.feedback;

import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.journal.Lines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps what people said about rollouts: for each a file beside its journal, JSON Lines, one line a response. It holds
 * what counts and nothing else: what is replaced or deleted is not in it any more when the call returns. The journal
 * could not do that, for each of its records holds the hash of the one before.
 *
 * <p>A line that a kill left unfinished at the end never counted and is cut off. Safe for threads.
 */
public final class FeedbackStore {
    /** At most so many responses of a rollout. */
    public static final int MOST = 5_000;

    /** At most so many bytes of a rollout. */
    static final long LARGEST = 8 * 1024 * 1024;

    static final String FILE = "feedback.jsonl";
    private static final int KEPT = 64;
    private static final int STRIPES = 32;

    private final Object[] locks = new Object[STRIPES];
    private final Map<Path, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Known> eldest) {
            return super.size() > KEPT;
        }
    };

    /** @param end where the last whole line ends, in bytes */
    private record Known(FileTime modified, long size, long end, List<Response> responses) {
        static final Known NOTHING = new Known(FileTime.fromMillis(0), 0, 0, List.of());
    }

    /** There is no room for more. */
    public static final class Full extends IOException {
        private static final long serialVersionUID = 1L;

        Full() {
            super("a rollout keeps at most " + MOST + " responses, and " + LARGEST / 1024 / 1024 + " MiB of them");
        }
    }

    public FeedbackStore() {
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new Object();
        }
    }

    /**
     * What counts of a rollout, oldest first.
     *
     * @param directory of the rollout
     * @throws IOException when the file cannot be read, or a line of it is damaged: it names the line
     */
    public List<Response> all(Path directory) throws IOException {
        synchronized (lock(directory)) {
            return read(directory).responses();
        }
    }

    /**
     * Adds a response, or puts it in the place of what the same person said before about the same phase. It is on the
     * disk when this returns.
     *
     * @throws Full when there is no room
     */
    public void add(Path directory, Response response) throws IOException {
        synchronized (lock(directory)) {
            Known before = read(directory);
            if (before.responses().stream().anyMatch(response::replaces)) {
                write(directory, merged(before.responses(), List.of(response)));
                return;
            }
            byte[] line = line(response);
            if (before.responses().size() >= MOST || before.end() + line.length > LARGEST) {
                throw new Full();
            }
            Disk.append(file(directory), before.end(), line);
        }
    }

    /**
     * Adds several in one piece, all or none. What has the key of one that was deleted stays deleted.
     *
     * @return how many were not there before
     * @throws Full when there is no room for all
     */
    public int addAll(Path directory, List<Response> more) throws IOException {
        synchronized (lock(directory)) {
            List<Response> before = read(directory).responses();
            List<Response> after = merged(before, more);
            if (!after.equals(before)) {
                write(directory, after);
            }
            return after.size() - before.size();
        }
    }

    /**
     * Deletes names and comments of those that it is about; scores stay, as said by nobody.
     *
     * @return how many there were
     */
    public int forget(Path directory, Predicate<Response> which) throws IOException {
        synchronized (lock(directory)) {
            var kept = new ArrayList<Response>();
            int forgotten = 0;
            for (Response response : read(directory).responses()) {
                boolean forget = !response.forgotten() && which.test(response);
                kept.add(forget ? response.withoutPerson() : response);
                forgotten += forget ? 1 : 0;
            }
            if (forgotten > 0) {
                write(directory, kept);
            }
            return forgotten;
        }
    }

    private static List<Response> merged(List<Response> before, List<Response> more) {
        var all = new ArrayList<>(before);
        for (Response response : more) {
            List<Response> same = all.stream().filter(response::replaces).toList();
            if (same.stream().noneMatch(Response::forgotten) && same.stream().noneMatch(old -> saysTheSame(old, response))) {
                all.removeAll(same);
                all.add(response);
            }
        }
        return all;
    }

    /** Imported again, but for its random id. */
    private static boolean saysTheSame(Response old, Response again) {
        return again.key() != null
                && new Response(
                                old.id(), old.at(), again.phase(), again.source(), again.person(), again.score(),
                                again.signOff(), again.comment(), again.key(), false)
                        .equals(old);
    }

    private void write(Path directory, List<Response> responses) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (Response response : responses) {
            bytes.write(line(response));
        }
        if (responses.size() > MOST || bytes.size() > LARGEST) {
            throw new Full();
        }
        synchronized (known) {
            known.remove(file(directory));
        }
        Disk.replace(file(directory), bytes.toByteArray());
    }

    private static byte[] line(Response response) throws IOException {
        byte[] json = Lines.JSON.writeValueAsBytes(response);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    private Known read(Path directory) throws IOException {
        Path file = file(directory);
        if (!Files.exists(file)) {
            return Known.NOTHING;
        }
        FileTime modified = Files.getLastModifiedTime(file);
        long size = Files.size(file);
        synchronized (known) {
            Known last = known.get(file);
            if (last != null && last.size() == size && last.modified().equals(modified)) {
                return last;
            }
        }
        Known fresh = parse(file, Files.readAllBytes(file), modified);
        synchronized (known) {
            known.put(file, fresh);
        }
        return fresh;
    }

    private static Known parse(Path file, byte[] bytes, FileTime modified) throws IOException {
        var responses = new ArrayList<Response>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                try {
                    responses.add(Lines.JSON.readValue(bytes, start, i - start, Response.class));
                } catch (IOException e) {
                    // without what Jackson says: it quotes what people wrote
                    throw new IOException(file + ", line " + (responses.size() + 1)
                            + ": is damaged; restore the file, or take the line out");
                }
                start = i + 1;
            }
        }
        return new Known(modified, bytes.length, start, List.copyOf(responses));
    }

    private Object lock(Path directory) {
        return locks[Math.floorMod(directory.toAbsolutePath().hashCode(), STRIPES)];
    }

    private static Path file(Path directory) {
        return directory.resolve(FILE);
    }
}
