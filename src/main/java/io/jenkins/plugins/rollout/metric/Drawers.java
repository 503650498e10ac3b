package io.jenkins.plugins.rollout.metric;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A criterion's memory, parted for the several sources that it asks and for itself. */
final class Drawers {
    private final Map<String, Object> kept = new ConcurrentHashMap<>();

    /** Those of the criterion, as they were left at its last look; empty ones where they were lost. */
    static Drawers of(Memory memory) {
        Drawers drawers = memory.recall(Drawers.class).orElseGet(Drawers::new);
        memory.keep(drawers); // anew at every look: a memory that nobody keeps grows old
        return drawers;
    }

    /** What one of them may take for the whole. */
    Memory drawer(String name) {
        return new Memory() {
            @Override
            public <T> Optional<T> recall(Class<T> type) {
                return Optional.ofNullable(kept.get(name)).filter(type::isInstance).map(type::cast);
            }

            @Override
            public void keep(Object remembered) {
                kept.put(name, remembered);
            }
        };
    }
}
