package io.jenkins.plugins.rollout.embedded.cps;

import java.io.Serializable;
import java.util.List;

/** What the blocks around a place in the program provide; the nearest of a type counts. */
final class Around implements Serializable {
    private static final long serialVersionUID = 1L;

    static final Around NOTHING = new Around(null, List.of());

    private final Around outer;
    private final Object[] provided;

    private Around(Around outer, List<?> provided) {
        this.outer = outer;
        this.provided = provided.toArray();
    }

    /** Inside a block that provides these. */
    Around with(List<?> more) {
        return more.isEmpty() ? this : new Around(this, more);
    }

    <T> T find(Class<T> type) {
        for (Around a = this; a != null; a = a.outer) {
            for (int i = a.provided.length - 1; i >= 0; i--) {
                if (type.isInstance(a.provided[i])) {
                    return type.cast(a.provided[i]);
                }
            }
        }
        return null;
    }
}
