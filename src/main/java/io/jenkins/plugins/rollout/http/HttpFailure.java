package io.jenkins.plugins.rollout.http;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why there is no answer. The message is one sentence for people and holds no header, query or body. */
public final class HttpFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What the failure means for another try. */
    public enum Kind {
        /** Forbidden here: where it goes, where it was redirected to, how it is written. Trying again is no use. */
        REFUSED,
        /** No whole answer came: a timeout, an unknown name, a broken connection. Another try may work. */
        UNREACHABLE
    }

    private final Kind kind;

    public HttpFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static HttpFailure refused(String message) {
        return new HttpFailure(Kind.REFUSED, message);
    }

    static HttpFailure unreachable(String message) {
        return new HttpFailure(Kind.UNREACHABLE, message);
    }

    public Kind kind() {
        return kind;
    }

    /** Whether another try may work. */
    public boolean isPassing() {
        return kind == Kind.UNREACHABLE;
    }

    /** The failure without the wrappers that futures put around it. */
    public static Throwable unwrap(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
