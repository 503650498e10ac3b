package io.jenkins.plugins.rollout.demo.shop;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Two thousand simulated people who buy, at a bounded rate: about 5 % of them employees, 10 % beta-testers, always
 * the same ones. They come in gradually over the first seconds. When the shop is too slow to keep up they do not pile
 * up: so many wait for an answer, the others stay away.
 */
final class Customers implements AutoCloseable {
    static final int POPULATION = 2_000;
    private static final double EMPLOYEES = 5;
    private static final double BETA_TESTERS = 10;
    private static final int IN_FLIGHT = 256;
    private static final int TICK_MILLIS = 20;
    private static final int TICKS_UNTIL_ALL_ARE_IN = 250;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final URI buy;
    private final double perSecond;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final ScheduledFuture<?> ticking;
    private double due;
    private int ticks;

    /** @param perSecond requests per second */
    Customers(String shop, double perSecond, ScheduledExecutorService timer) {
        this.buy = URI.create(shop + "/buy");
        this.perSecond = perSecond;
        this.ticking = timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    static String user(int number) {
        return "user-%04d".formatted(number);
    }

    /** The group that a user belongs to, or an empty text. */
    static String group(String user) {
        double place = Placement.of("groups", user);
        return place < EMPLOYEES ? "employees" : place < EMPLOYEES + BETA_TESTERS ? "beta-testers" : "";
    }

    private void tick() {
        ticks = Math.min(ticks + 1, TICKS_UNTIL_ALL_ARE_IN);
        double here = ticks / (double) TICKS_UNTIL_ALL_ARE_IN;
        for (due += here * perSecond * TICK_MILLIS / 1000; due >= 1; due--) {
            if (inFlight.tryAcquire()) {
                buy(user(ThreadLocalRandom.current().nextInt(POPULATION)));
            }
        }
    }

    private void buy(String user) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(buy).timeout(Duration.ofSeconds(5)).header(Router.USER, user);
        String group = group(user);
        if (!group.isEmpty()) {
            request.header(Router.GROUPS, group);
        }
        client.sendAsync(request.build(), BodyHandlers.discarding())
                .whenComplete((answer, failure) -> inFlight.release());
    }

    @Override
    public void close() {
        ticking.cancel(false);
    }
}
