package io.jenkins.plugins.rollout.service;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.policy.Freeze;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * The freezes that people declared while the controller ran, with who lifted which and why. They stand in a file of
 * their own, so that no new configuration of the controller lifts them by mistake.
 */
@Extension
public final class DeclaredFreezes {
    /** So many that are over are kept for people to look back at. */
    private static final int KEPT = 200;

    private static final String FILE = "freezes.json";

    private static final Logger LOGGER = Logger.getLogger(DeclaredFreezes.class.getName());
    private List<Declared> all;
    private String unreadable;

    /**
     * A freeze that somebody declared.
     *
     * @param id unique on the controller
     * @param by who declared it
     * @param lift who ended it before its time; null when nobody did
     */
    public record Declared(String id, Freeze freeze, String by, Instant at, @CheckForNull Lift lift) {
        public Declared {
            Objects.requireNonNull(freeze, "freeze");
        }

        /** Whether it holds, now or later. */
        public boolean isOpen(Instant now) {
            return lift == null && (freeze.until() == null || now.isBefore(freeze.until()));
        }
    }

    /** The early end of a freeze. */
    public record Lift(String by, Instant at, String reason) {}

    public static DeclaredFreezes get() {
        return ExtensionList.lookupSingleton(DeclaredFreezes.class);
    }

    /** All that are open and those that were, newest first. */
    public synchronized List<Declared> all() {
        var newestFirst = new ArrayList<>(read());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** What holds, now or later. When the file cannot be read nobody knows what was frozen, and everything is. */
    public synchronized List<Freeze> open(Instant now) {
        List<Declared> declared = read();
        return unreadable != null
                ? List.of(new Freeze("unreadable", null, null, null, null, unreadable))
                : declared.stream().filter(one -> one.isOpen(now)).map(Declared::freeze).toList();
    }

    /**
     * Declares one. It is on the disk, and open rollouts have heard of it, when this returns.
     *
     * @throws IllegalArgumentException when a freeze of that name holds already
     */
    public Declared declare(Freeze freeze, Actor by, Instant now) throws IOException {
        Declared declared;
        synchronized (this) {
            var more = new ArrayList<>(readable());
            if (more.stream().anyMatch(one -> one.isOpen(now) && one.freeze().name().equals(freeze.name()))) {
                throw new IllegalArgumentException(
                        "name: a freeze '" + freeze.name() + "' holds already; lift it first, or choose another name");
            }
            declared = new Declared(UUID.randomUUID().toString(), freeze, by.id(), now, null);
            more.add(declared);
            write(more, now);
        }
        RolloutService.get().rulesChanged();
        audit(by, "freezeDeclared", freeze, freeze.reason());
        return declared;
    }

    /** Ends one before its time. @return empty when there is none of that id that is open */
    public Optional<Declared> lift(String id, Actor by, String reason, Instant now) throws IOException {
        Optional<Declared> found;
        synchronized (this) {
            var all = new ArrayList<>(readable());
            found = all.stream()
                    .filter(one -> one.id().equals(id) && one.isOpen(now))
                    .map(one -> new Declared(
                            one.id(), one.freeze(), one.by(), one.at(), new Lift(by.id(), now, reason)))
                    .findFirst();
            if (found.isEmpty()) {
                return found;
            }
            all.replaceAll(one -> one.id().equals(id) ? found.get() : one);
            write(all, now);
        }
        RolloutService.get().rulesChanged();
        audit(by, "freezeLifted", found.get().freeze(), reason);
        return found;
    }

    private static void audit(Actor by, String act, Freeze freeze, String reason) {
        RolloutService.get()
                .audit()
                .add(by, act, "freeze '" + freeze.name() + "' for " + freeze.applications() + " in "
                        + freeze.environments() + ": " + reason);
    }

    private static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("phased-rollout");
    }

    private List<Declared> readable() throws IOException {
        List<Declared> declared = read();
        if (unreadable != null) {
            throw new IOException(unreadable);
        }
        return declared;
    }

    private List<Declared> read() {
        if (all == null) {
            Path file = folder().resolve(FILE);
            try {
                all = Files.exists(file) ? read(file) : List.of();
            } catch (IOException e) {
                LOGGER.log(Level.SEVERE, "the declared freezes cannot be read; everything is frozen", e);
                unreadable = "the declared freezes cannot be read, so that everything is frozen; mend or delete "
                        + FILE + " in the controller's folder phased-rollout and restart it";
                all = List.of();
            }
        }
        return all;
    }

    private static List<Declared> read(Path file) throws IOException {
        Declared[] found = Lines.JSON.readValue(file.toFile(), Declared[].class);
        if (found == null || Arrays.asList(found).contains(null)) {
            throw new IOException("there is nothing where a freeze should stand");
        }
        return List.of(found);
    }

    private void write(List<Declared> changed, Instant now) throws IOException {
        long over = changed.stream().filter(one -> !one.isOpen(now)).count();
        var kept = new ArrayList<Declared>();
        for (Declared one : changed) {
            if (one.isOpen(now) || over-- <= KEPT) {
                kept.add(one);
            }
        }
        Path folder = folder();
        Files.createDirectories(folder);
        Disk.replace(folder.resolve(FILE), Lines.JSON.writeValueAsBytes(kept));
        all = List.copyOf(kept);
    }
}
