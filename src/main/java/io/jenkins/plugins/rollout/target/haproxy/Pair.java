package io.jenkins.plugins.rollout.target.haproxy;

import io.jenkins.plugins.rollout.http.HttpFailure;
import io.jenkins.plugins.rollout.target.haproxy.BackendState.Server;
import java.math.BigDecimal;
import java.util.List;

/**
 * Two servers of a backend, one with the new version and one with the old one. Whatever is done, in whatever order, one
 * of them serves all the time. All of it blocks.
 */
final class Pair {
    private final RuntimeApi api;
    private final String backend;
    private final String candidate;
    private final String stable;

    Pair(RuntimeApi api, String backend, String candidate, String stable) {
        this.api = api;
        this.backend = backend;
        this.candidate = candidate;
        this.stable = stable;
    }

    /** What is to be seen. */
    record Seen(Server candidate, Server stable) {
        /** As traffic goes: whoever is down or in maintenance gets none. */
        Weights share() {
            return new Weights(candidate.inUse(), stable.inUse());
        }

        boolean has(Weights wanted) {
            return share().sameShare(wanted);
        }

        /** No traffic is given to the candidate, and the other serves. */
        boolean isUndone() {
            return candidate.inUse() == 0 && stable.inUse() > 0;
        }

        String text() {
            return text(candidate) + ", " + text(stable);
        }

        private static String text(Server server) {
            boolean plain = server.status().startsWith("UP") || server.status().equals("no check");
            boolean zero = server.weight() == 0 && server.status().startsWith("DRAIN");
            return server.name() + " has weight " + server.weight() + (plain || zero ? "" : " and is " + server.status());
        }
    }

    Seen look() {
        return seen(state());
    }

    /**
     * Gives the candidate its share.
     *
     * @return what is to be seen then
     * @throws Refused when it cannot be, with as little changed as possible
     * @throws HttpFailure when HAProxy does not answer
     */
    Seen share(BigDecimal percent) {
        Weights wanted = Weights.of(percent);
        BackendState state = state();
        Seen before = seen(state);
        requireAlone(state);
        if (!before.candidate().isInMaintenance() && !before.candidate().serves()) {
            throw Refused.forNow(down(before.candidate()) + "; nothing is changed");
        }
        if (wanted.stable() > 0 && !before.stable().serves()) {
            throw Refused.forNow(down(before.stable()) + "; nothing is changed");
        }
        if (wanted.candidate() == 0) {
            weight(stable, String.valueOf(wanted.stable()));
        }
        weight(candidate, String.valueOf(wanted.candidate()));
        if (before.candidate().isInMaintenance()) {
            set("set server " + backend + "/" + candidate + " state ready"); // with its new weight, not with its old one
        }
        if (wanted.candidate() > 0) {
            if (wanted.stable() == 0) {
                requireServing(candidate);
            }
            weight(stable, String.valueOf(wanted.stable()));
        }
        Seen after = look();
        if (!after.has(wanted)) {
            throw Refused.forNow("the share is " + after.share().text() + ", not " + wanted.text() + ": " + after.text());
        }
        return after;
    }

    /**
     * Takes the candidate out of service and gives the other server the weight of HAProxy's configuration. Requests
     * under way are finished.
     */
    Seen withdraw() {
        look();
        weight(stable, "100%");
        requireServing(stable);
        weight(candidate, "0");
        set("set server " + backend + "/" + candidate + " state maint");
        Seen after = look();
        if (!after.isUndone()) {
            throw Refused.forNow("it is not undone: " + after.text());
        }
        return after;
    }

    private void requireServing(String name) {
        Server server = find(state(), name);
        if (server.inUse() == 0) {
            throw Refused.forNow((server.weight() == 0 && server.serves()
                            ? name + " has weight 0 in HAProxy's configuration"
                            : down(server))
                    + "; the other server keeps its traffic, or nobody would be served");
        }
    }

    private String down(Server server) {
        return server.isInMaintenance()
                ? backend + "/" + server.name() + " is in maintenance"
                : backend + "/" + server.name() + " is " + server.status();
    }

    /** A third server with traffic would make any share wrong. */
    private void requireAlone(BackendState state) {
        List<String> others = state.servers().values().stream()
                .filter(server -> !server.name().equals(candidate) && !server.name().equals(stable))
                .filter(server -> !server.backup() && server.inUse() > 0)
                .map(Server::name)
                .toList();
        if (!others.isEmpty()) {
            throw Refused.forGood("backend " + backend + " has other servers with a weight, so no share would be right: "
                    + String.join(", ", others));
        }
    }

    private BackendState state() {
        String answer = api.ask("show stat " + backend + " 4 -1");
        try {
            return BackendState.read(answer);
        } catch (IllegalArgumentException e) {
            throw refusal(answer, backend);
        }
    }

    private Seen seen(BackendState state) {
        return new Seen(find(state, candidate), find(state, stable));
    }

    private Server find(BackendState state, String name) {
        Server server = state.server(name)
                .orElseThrow(() -> Refused.forGood(state.servers().isEmpty()
                        ? "there is no backend '" + backend + "' with servers"
                        : "backend " + backend + " has no server '" + name + "'; there are: "
                                + String.join(", ", state.servers().keySet())));
        if (server.backup()) {
            throw Refused.forGood(backend + "/" + name + " is a backup, which no weight brings traffic to");
        }
        return server;
    }

    private void weight(String server, String weight) {
        set("set weight " + backend + "/" + server + " " + weight);
    }

    private void set(String command) {
        String answer = api.ask(command);
        if (!answer.isEmpty()) {
            throw refusal(answer, backend);
        }
    }

    /** What HAProxy complains of, in our words; a text of its own that is not known is not shown. */
    private static Refused refusal(String answer, String backend) {
        if (answer.contains("static LB algorithm")) {
            return Refused.forGood("backend " + backend + " balances by a static algorithm, whose weights cannot be"
                    + " changed; use roundrobin, leastconn, random, or hash-type consistent");
        }
        if (answer.contains("No such proxy") || answer.contains("No such backend") || answer.contains("find backend")) {
            return Refused.forGood("there is no backend '" + backend + "'");
        }
        if (answer.contains("Permission denied")) {
            return Refused.forGood("the socket of HAProxy may only be read from; it needs level admin");
        }
        if (answer.contains("Unknown command")) {
            return Refused.forGood("this HAProxy is too old: it does not know the commands for weights");
        }
        return Refused.forNow("HAProxy answers something that is not expected");
    }
}
