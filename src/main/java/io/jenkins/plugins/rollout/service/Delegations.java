package io.jenkins.plugins.rollout.service;

import com.fasterxml.jackson.core.type.TypeReference;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.User;
import io.jenkins.plugins.rollout.journal.Disk;
import io.jenkins.plugins.rollout.journal.Lines;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.policy.Delegation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.springframework.security.core.AuthenticationException;

/** Who acts for whom while they are away: what people declared here, and what the controller's configuration says. */
@Extension
public final class Delegations {
    /** Nobody is away for longer; whoever is declares it again. */
    static final Duration LONGEST = Duration.ofDays(366);

    private static final String FILE = "delegations.json";
    private static final TypeReference<List<Delegation>> LIST = new TypeReference<>() {};
    private List<Delegation> declared;

    public static Delegations get() {
        return ExtensionList.lookupSingleton(Delegations.class);
    }

    private static Path folder() {
        return Jenkins.get().getRootDir().toPath().resolve("phased-rollout");
    }

    private static Path file() {
        return folder().resolve(FILE);
    }

    private synchronized List<Delegation> declared() {
        if (declared == null) {
            try {
                declared = Files.exists(file())
                        ? List.copyOf(Lines.JSON.readValue(file().toFile(), LIST))
                        : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException("who acts for whom cannot be read from " + FILE, e);
            }
        }
        return declared;
    }

    private Stream<Delegation> holding(Instant now) {
        return Stream.concat(declared().stream(), Administration.get().delegations().stream())
                .filter(delegation -> delegation.holds(now));
    }

    /** Those for whom a person acts now, each once, with the latest end. */
    public List<Delegation> to(String person) {
        var all = new ArrayList<Delegation>();
        holding(Instant.now())
                .filter(delegation -> delegation.to().equals(person))
                .sorted(Comparator.comparing(Delegation::until).reversed())
                .filter(delegation -> all.stream().noneMatch(other -> other.from().equals(delegation.from())))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** Those who act for a person now. */
    public List<Delegation> from(String person) {
        return holding(Instant.now())
                .filter(delegation -> delegation.from().equals(person))
                .toList();
    }

    /**
     * Declares that somebody acts for a person who is away; in place of what was declared for these two before. Both
     * are kept in the audit trail.
     *
     * @param by who declares it: the person, or an administrator, which the caller has checked
     * @return why it cannot be; empty when it is on the disk
     */
    public Optional<String> declare(String from, String to, Instant until, Actor by) throws IOException {
        Instant now = Instant.now();
        Optional<String> refusal = refusal(from, to, until, now);
        if (refusal.isEmpty()) {
            replace(from, to, now, Stream.of(new Delegation(from, to, until, by.id(), now)));
            keep(by, "delegated", to + " acts for " + from + " until " + until);
        }
        return refusal;
    }

    private static Optional<String> refusal(String from, String to, Instant until, Instant now) {
        if (to == null || to.isBlank()) {
            return Optional.of("to: name the person who acts for " + from);
        }
        if (to.equals(from)) {
            return Optional.of("to: " + from + " cannot act for themselves; name another person");
        }
        if (!until.isAfter(now)) {
            return Optional.of("until: " + until + " is over");
        }
        if (until.isAfter(now.plus(LONGEST))) {
            return Optional.of("until: " + until + " is more than " + LONGEST.toDays() + " days away");
        }
        return exists(to) ? Optional.empty() : Optional.of("to: there is no user '" + to + "'");
    }

    /** Whether there is such a person, as far as this controller can tell. */
    private static boolean exists(String id) {
        if (User.getById(id, false) != null) {
            return true;
        }
        try {
            User user = User.getById(id, true);
            return user != null && !user.impersonate2().getAuthorities().isEmpty();
        } catch (AuthenticationException e) {
            return false;
        }
    }

    /** Ends what was declared for these two. @return whether there was something to end */
    public boolean end(String from, String to, Actor by) throws IOException {
        Instant now = Instant.now();
        boolean there = replace(from, to, now, Stream.empty());
        if (there) {
            keep(by, "delegationEnded", to + " no longer acts for " + from);
        }
        return there;
    }

    /** Forgets those that are over besides. @return whether there was one between these two */
    private synchronized boolean replace(String from, String to, Instant now, Stream<Delegation> fresh)
            throws IOException {
        List<Delegation> holding =
                declared().stream().filter(delegation -> delegation.holds(now)).toList();
        List<Delegation> others = holding.stream()
                .filter(other -> !(other.from().equals(from) && other.to().equals(to)))
                .toList();
        write(Stream.concat(others.stream(), fresh).toList());
        return others.size() < holding.size();
    }

    private void write(List<Delegation> all) throws IOException {
        Files.createDirectories(folder());
        Disk.replace(file(), Lines.JSON.writerFor(LIST).writeValueAsBytes(all));
        declared = List.copyOf(all);
    }

    private static void keep(Actor by, String act, String what) throws IOException {
        AuditTrail trail = RolloutService.get().audit();
        trail.add(by, act, what);
        trail.settle();
    }
}
