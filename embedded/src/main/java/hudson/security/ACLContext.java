package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/** Being someone else until closed. */
public class ACLContext implements AutoCloseable {
    @NonNull
    private final SecurityContext previous;

    ACLContext(@NonNull SecurityContext previous) {
        this.previous = previous;
    }

    public SecurityContext getPreviousContext2() {
        return previous;
    }

    @Override
    public void close() {
        SecurityContextHolder.setContext(previous);
    }
}
