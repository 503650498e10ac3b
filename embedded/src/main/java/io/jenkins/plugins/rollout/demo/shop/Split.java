package io.jenkins.plugins.rollout.demo.shop;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who gets the new version. Phases only ever add to it: who is in stays in.
 *
 * @param everyone percent of all users, 0 to 100
 * @param audiences percent of the users of each named audience, 0 to 100
 */
public record Split(BigDecimal everyone, Map<String, BigDecimal> audiences) {
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /** Nobody gets the new version. */
    public static final Split NOBODY = new Split(BigDecimal.ZERO, Map.of());

    public Split {
        everyone = percent("everyone", everyone);
        audiences = audiences == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(audiences));
        audiences.forEach(Split::percent);
    }

    /**
     * This split and what a phase asks for.
     *
     * @param audience the phase's audience, or null: then the exposure is of all users
     * @param exposure percent; or null: then the whole audience
     */
    Split reach(String audience, BigDecimal exposure) {
        if (audience == null) {
            return new Split(everyone.max(percent("exposure", exposure)), audiences);
        }
        BigDecimal share = exposure == null ? ALL : exposure;
        Map<String, BigDecimal> more = new TreeMap<>(audiences);
        more.merge(audience, share, BigDecimal::max);
        return new Split(everyone, more);
    }

    /** Whether a user gets the new version. */
    boolean includes(double placement, Set<String> groups) {
        return placement < everyone.doubleValue()
                || groups.stream()
                        .anyMatch(group -> placement < audiences.getOrDefault(group, BigDecimal.ZERO).doubleValue());
    }

    /** Whether anybody at all may get the new version. */
    boolean live() {
        return everyone.signum() > 0 || audiences.values().stream().anyMatch(share -> share.signum() > 0);
    }

    private static BigDecimal percent(String what, BigDecimal value) {
        if (value == null || value.signum() < 0 || value.compareTo(ALL) > 0) {
            throw new IllegalArgumentException(what + ": " + value + " is not between 0 and 100");
        }
        return value;
    }
}
