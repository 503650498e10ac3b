package jenkins.security;

import edu.umd.cs.findbugs.annotations.NonNull;

/** A key that never leaves the controller, known by a name. */
public abstract class ConfidentialKey {
    @NonNull
    private final String id;

    protected ConfidentialKey(@NonNull String id) {
        this.id = id;
    }

    @NonNull
    public final String getId() {
        return id;
    }
}
