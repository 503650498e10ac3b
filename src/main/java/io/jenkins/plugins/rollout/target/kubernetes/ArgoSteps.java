package io.jenkins.plugins.rollout.target.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The steps of an Argo Rollout's canary strategy: {@code setWeight}, {@code pause} and others. */
record ArgoSteps(JsonNode steps) {
    /** A pause must be at least that long to be made endless in time, by pausing the whole Rollout. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    private static final Pattern DURATION = Pattern.compile("(\\d+)([smh]?)");

    static ArgoSteps of(JsonNode rollout) {
        return new ArgoSteps(
                rollout.path("spec").path("strategy").path("canary").path("steps"));
    }

    int count() {
        return steps.size();
    }

    /** The weight while this step is the current one; everyone after the last. */
    int weight(int index) {
        if (index >= count()) {
            return 100;
        }
        for (int i = index; i >= 0; i--) {
            if (steps.path(i).has("setWeight")) {
                return steps.path(i).path("setWeight").asInt();
            }
        }
        return 0;
    }

    boolean isPause(int index) {
        return steps.path(index).has("pause");
    }

    /** How long a pause lasts; empty for one that waits for somebody. */
    Optional<Duration> pause(int index) {
        JsonNode duration = steps.path(index).path("pause").path("duration");
        if (duration.isMissingNode() || duration.isNull()) {
            return Optional.empty();
        }
        Matcher written = DURATION.matcher(duration.asText());
        if (!written.matches()) {
            return Optional.of(Duration.ZERO); // Argo will not take it either
        }
        long amount = Long.parseLong(written.group(1));
        return Optional.of(
                switch (written.group(2)) {
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofSeconds(amount);
                });
    }

    /** The step at which a phase with this exposure is reached: the first pause at just that weight, or the end. */
    OptionalInt hold(BigDecimal exposure) {
        if (exposure.compareTo(BigDecimal.valueOf(100)) == 0) {
            return OptionalInt.of(count());
        }
        for (int i = 0; i < count(); i++) {
            if (isPause(i)
                    && BigDecimal.valueOf(weight(i)).compareTo(exposure) == 0
                    && pause(i).map(time -> time.compareTo(LONG_ENOUGH) >= 0).orElse(true)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The exposures that a phase can have, in words. */
    String exposures() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            int weight = weight(i);
            if (hold(BigDecimal.valueOf(weight)).orElse(-1) == i) {
                all.add(String.valueOf(weight));
            }
        }
        all.add("100");
        return String.join(", ", all);
    }
}
