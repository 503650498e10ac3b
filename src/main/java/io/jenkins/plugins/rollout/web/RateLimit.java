package io.jenkins.plugins.rollout.web;

import hudson.Extension;
import hudson.ExtensionList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often somebody may act upon a rollout: as fast as any person for a while, and no faster than a patient one for
 * long. A bucket of tokens for each person and rollout; when there are too many, the one that was not used for longest is
 * forgotten, and would be full again by then.
 */
@Extension
public final class RateLimit {
    /** So many acts at once. */
    static final int BURST = 30;

    /** And then one in so many milliseconds. */
    static final long PACE = 2_000;

    /** So many buckets are kept. */
    static final int BUCKETS = 10_000;

    private final LongSupplier nanos;
    private final Map<Key, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
            return super.size() > BUCKETS;
        }
    };

    private record Key(String person, String rollout) {}

    /** @param tokens left at that moment */
    private record Bucket(double tokens, long at) {}

    /** The one of this controller. */
    public RateLimit() {
        this(System::nanoTime);
    }

    RateLimit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    static RateLimit get() {
        return ExtensionList.lookupSingleton(RateLimit.class);
    }

    /**
     * Takes a token.
     *
     * @throws Refusal 429 when none is left, with the seconds until there is one
     */
    void take(String person, String rollout) {
        double missing;
        synchronized (buckets) {
            long now = nanos.getAsLong();
            var key = new Key(person, rollout);
            Bucket last = buckets.get(key);
            double tokens = last == null ? BURST : Math.min(BURST, last.tokens + (now - last.at) / (PACE * 1e6));
            missing = 1 - tokens;
            buckets.put(key, new Bucket(missing > 0 ? tokens : tokens - 1, now));
        }
        if (missing > 0) {
            throw Refusal.tooMany(Math.max(1, (long) Math.ceil(missing * PACE / 1000)));
        }
    }

    int size() {
        synchronized (buckets) {
            return buckets.size();
        }
    }
}
