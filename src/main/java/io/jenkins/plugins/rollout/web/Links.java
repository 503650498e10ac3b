package io.jenkins.plugins.rollout.web;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.rollout.engine.Command;
import io.jenkins.plugins.rollout.engine.Permitted;
import io.jenkins.plugins.rollout.model.Actor;
import io.jenkins.plugins.rollout.model.Durations;
import io.jenkins.plugins.rollout.model.PhaseState;
import io.jenkins.plugins.rollout.model.PhaseStatus;
import io.jenkins.plugins.rollout.model.RolloutPermission;
import io.jenkins.plugins.rollout.model.RolloutState;
import io.jenkins.plugins.rollout.service.RolloutService;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes links that ask for a yes or a no, and does what is asked when somebody who may confirms it. Each works once; the
 * one in a message works for each of its readers.
 */
@Extension
public final class Links {
    /** The way that people come who confirm a link. */
    static final String VIA = "link";

    static final Duration USUAL = Duration.ofHours(24);
    static final Duration LONGEST = Duration.ofDays(7);

    private static final String TOKEN = "token";

    /** Links that are being used at this moment. */
    private final Set<String> underWay = new HashSet<>();

    static Links get() {
        return ExtensionList.lookupSingleton(Links.class);
    }

    /**
     * Makes a link about what is asked now.
     *
     * @param viewer who wants it: somebody who may approve or operate
     * @param body {@code act}, and {@code expires} as people write times
     * @throws Refusal when that person may not, or nothing is asked
     */
    static LinkToken make(RolloutOfBuild rollout, Viewer viewer, RequestBody body) {
        RolloutState state = rollout.timeline().state().orElseThrow(RolloutOfBuild::notBegun);
        mayMake(state, viewer);
        Act wanted = act(body.first("act"));
        Duration time = time(body.first("expires"));
        PhaseState asking = asking(state)
                .orElseThrow(() -> conflict("no approval is asked for now; a link would be about nothing"));
        return new LinkToken(
                rollout.run().getExternalizableId(),
                rollout.run().getTimeInMillis(),
                state.id(),
                asking.name(),
                asking.ask().evidence(),
                wanted,
                LinkToken.freshNonce(),
                Instant.now().plus(time).truncatedTo(ChronoUnit.SECONDS));
    }

    private static void mayMake(RolloutState state, Viewer viewer) {
        Actor by = viewer.actor();
        Set<String> may = Permitted.actions(state, by, viewer.rules(), Instant.now());
        boolean allowed = by.may(RolloutPermission.APPROVE)
                || by.may(RolloutPermission.OPERATE)
                || may.contains("approve")
                || may.contains("reject");
        if (viewer.anonymous() || !allowed) {
            throw new Refusal(
                    HttpServletResponse.SC_FORBIDDEN,
                    by.id() + " may make no link: that takes somebody who is asked, Rollout/Approve or Rollout/Operate",
                    "");
        }
    }

    private static Act act(String written) {
        return switch (written == null ? "" : written.trim().toLowerCase(Locale.ROOT)) {
            case "approve" -> Act.APPROVE;
            case "reject" -> Act.REJECT;
            default -> throw new Refusal(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "act: " + (written == null ? "missing" : "'" + written + "'") + "; write approve or reject",
                    "act");
        };
    }

    private static Duration time(String written) {
        if (written == null) {
            return USUAL;
        }
        try {
            Duration time = Durations.parse(written);
            if (time.compareTo(LONGEST) <= 0 && time.toSeconds() > 0) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw new Refusal(HttpServletResponse.SC_BAD_REQUEST, "expires: " + e.getMessage(), "expires");
        }
        throw new Refusal(
                HttpServletResponse.SC_BAD_REQUEST,
                "expires: '" + written + "' is not between a second and " + Durations.text(LONGEST),
                "expires");
    }

    /** The phase that asks for approval now. */
    static Optional<PhaseState> asking(RolloutState state) {
        return state.status() != RolloutState.Status.RUNNING || state.held() != null
                ? Optional.empty()
                : state.currentPhase()
                        .filter(phase -> phase.status() == PhaseStatus.GATE
                                && phase.ask() != null
                                && !phase.ask().expired());
    }

    /**
     * Reads a token, and holds it against everything that is known now. Nothing is done and nothing written.
     *
     * @throws Refusal 403 when this controller did not sign it, 404 when it is about another rollout, 410 when it has
     *     expired, 409 when it was used or what it is about has changed
     */
    LinkToken check(RolloutOfBuild rollout, String token) throws IOException {
        LinkToken link = LinkToken.read(token).orElseThrow(() -> new Refusal(
                HttpServletResponse.SC_FORBIDDEN,
                "this link was not made by this controller, or it was changed on its way; ask for another",
                TOKEN));
        if (!link.isAbout(rollout.run(), rollout.id())) {
            throw new Refusal(
                    HttpServletResponse.SC_NOT_FOUND, "this link is about another rollout, not about this one", TOKEN);
        }
        if (link.isExpired(Instant.now())) {
            throw new Refusal(
                    HttpServletResponse.SC_GONE,
                    "this link expired at " + link.expires() + "; ask for another, or answer on the page",
                    TOKEN);
        }
        Optional<UsedLinks.Use> use = link.isShared() ? Optional.empty() : used(rollout).of(link.nonce());
        if (use.isPresent() && isDone(rollout, use.get())) {
            throw conflict("this link was used already, by " + use.get().by() + "; each works once");
        }
        RolloutState state = rollout.timeline().state().orElseThrow(RolloutOfBuild::notBegun);
        if (state.isEnded()) {
            throw conflict("the rollout has ended: " + state.cause());
        }
        boolean asked = asking(state)
                .filter(phase -> phase.name().equals(link.phase()) && phase.ask().evidence().equals(link.evidence()))
                .isPresent();
        if (!asked) {
            throw conflict("what this link is about has changed since it was made, or is not asked for any more;"
                    + " look at the page");
        }
        return link;
    }

    private static UsedLinks used(RolloutOfBuild rollout) {
        return new UsedLinks(RolloutService.directory(rollout.run(), rollout.id()));
    }

    /** A use without an end was under way when the controller was killed: the journal knows whether it succeeded. */
    private static boolean isDone(RolloutOfBuild rollout, UsedLinks.Use use) throws IOException {
        return use.done()
                || rollout.after(use.after()).stream()
                        .map(Told::entry)
                        .anyMatch(entry -> entry.by().via().equals(VIA) && entry.by().id().equals(use.by()));
    }

    /**
     * Does what a link asks for, as the person who confirms it, with all checks of this moment.
     *
     * @return the sequence of the last event that followed
     * @throws Refusal as {@link #check} does, or when the person may not; the link stays good then
     */
    long confirm(RolloutOfBuild rollout, String token, Actor by, RequestBody body) throws IOException {
        LinkToken link = check(rollout, token);
        String one = link.isShared() ? link.act() + " by " + by.id() + " in " + link.rollout() : link.nonce();
        synchronized (underWay) {
            if (!underWay.add(one)) {
                throw conflict("this link is being used at this moment; each works once");
            }
        }
        try {
            check(rollout, token); // whoever used it meanwhile is through by now
            if (link.isShared()) {
                return rollout.submit(link.act().command(by, body.with("evidence", link.evidence())));
            }
            return use(rollout, link, by, link.act().command(by, body.with("evidence", link.evidence())));
        } finally {
            synchronized (underWay) {
                underWay.remove(one);
            }
        }
    }

    private long use(RolloutOfBuild rollout, LinkToken link, Actor by, Command.Human command) throws IOException {
        long before = rollout.timeline().sequence();
        note(rollout, link, new UsedLinks.Use(by.id(), before, false));
        long sequence;
        try {
            sequence = rollout.submit(command);
        } catch (Refusal e) {
            if (e.status() < HttpServletResponse.SC_INTERNAL_SERVER_ERROR) { // otherwise it may have been done
                synchronized (this) {
                    used(rollout).remove(link);
                }
            }
            throw e;
        }
        note(rollout, link, new UsedLinks.Use(by.id(), before, true));
        return sequence;
    }

    private synchronized void note(RolloutOfBuild rollout, LinkToken link, UsedLinks.Use use) throws IOException {
        used(rollout).put(link, use, Instant.now());
    }

    private static Refusal conflict(String error) {
        return new Refusal(HttpServletResponse.SC_CONFLICT, error, TOKEN);
    }
}
