package io.jenkins.plugins.rollout.web;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.Assert.assertThrows;

import java.util.concurrent.TimeUnit;
import org.junit.Test;

public class RateLimitTest {
    private long now;
    private final RateLimit limit = new RateLimit(() -> now);

    private void milliseconds(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void take(int times) {
        for (int i = 0; i < times; i++) {
            limit.take("by alice", "shop-1-1");
        }
    }

    private Refusal refused() {
        return assertThrows(Refusal.class, () -> limit.take("by alice", "shop-1-1"));
    }

    @Test
    public void aPersonIsStoppedAfterABurstAndToldHowLong() {
        take(RateLimit.BURST);
        Refusal refusal = refused();
        assertThat(refusal.status(), is(429));
        assertThat(refusal.retryAfter(), is(2L));
        milliseconds(1_500);
        assertThat(refused().retryAfter(), is(1L));
    }

    @Test
    public void whoeverWaitsAsLongAsWasSaidMayGoOn() {
        take(RateLimit.BURST);
        milliseconds(1000 * refused().retryAfter());
        take(1);
        refused();
    }

    @Test
    public void tryingWhileRefusedCostsNothing() {
        take(RateLimit.BURST);
        for (int i = 0; i < 100; i++) {
            refused();
        }
        milliseconds(RateLimit.PACE);
        take(1);
    }

    @Test
    public void aBucketIsNeverMoreThanFull() {
        take(1);
        milliseconds(TimeUnit.DAYS.toMillis(30));
        take(RateLimit.BURST);
        refused();
    }

    @Test
    public void otherPeopleAndOtherRolloutsAreNotStopped() {
        take(RateLimit.BURST);
        refused();
        limit.take("by bob", "shop-1-1");
        limit.take("by alice", "shop-2-1");
    }

    @Test
    public void itsMemoryIsBounded() {
        for (int i = 0; i < 3 * RateLimit.BUCKETS; i++) {
            limit.take("by alice", "shop-" + i + "-1");
        }
        assertThat(limit.size(), is(lessThanOrEqualTo(RateLimit.BUCKETS)));
    }
}
