package io.jenkins.plugins.rollout.target.haproxy;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A few clients that ask as fast as they are answered. */
final class Traffic {
    private static final int CLIENTS = 8;

    private final RealHaproxy haproxy;
    private final Path door;

    Traffic(RealHaproxy haproxy, String door) {
        this.haproxy = haproxy;
        this.door = haproxy.frontDoor(door);
    }

    /** What came back: from whom, by the clients' count. Each request was answered. */
    record Counted(long fresh, long old) {
        long all() {
            return fresh + old;
        }
    }

    /** Asks a number of times; the servers must have counted what the clients have. */
    Counted send(int requests) throws Exception {
        long freshBefore = haproxy.fresh().served();
        long oldBefore = haproxy.old().served();
        var left = new AtomicLong(requests);
        Counted counted = whileTrue(() -> left.getAndDecrement() > 0, () -> {});
        assertThat("counted by the new version", haproxy.fresh().served() - freshBefore, is(counted.fresh()));
        assertThat("counted by the old version", haproxy.old().served() - oldBefore, is(counted.old()));
        return counted;
    }

    /** Asks all the time while something is done. */
    Counted during(Work work) throws Exception {
        var going = new AtomicBoolean(true);
        return whileTrue(going::get, () -> {
            try {
                work.run();
            } finally {
                going.set(false);
            }
        });
    }

    interface Work {
        void run() throws Exception;
    }

    private interface Condition {
        boolean holds();
    }

    private Counted whileTrue(Condition going, Work meanwhile) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Counted>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> ask(going)));
            }
            meanwhile.run();
            long fresh = 0;
            long old = 0;
            for (Future<Counted> client : clients) {
                fresh += client.get().fresh();
                old += client.get().old();
            }
            return new Counted(fresh, old);
        } finally {
            threads.shutdownNow();
        }
    }

    private Counted ask(Condition going) throws Exception {
        long fresh = 0;
        long old = 0;
        try (var client = new CountedServer.Client(door)) {
            while (going.holds()) {
                String who = client.ask();
                if (who.equals("new")) {
                    fresh++;
                } else {
                    assertThat("a request failed", who, is("old"));
                    old++;
                }
            }
        }
        return new Counted(fresh, old);
    }
}
