package hudson;

import java.io.IOException;

/** An error that the message alone explains: the log shows no stack trace. */
public class AbortException extends IOException {
    private static final long serialVersionUID = 1L;

    public AbortException() {}

    public AbortException(String message) {
        super(message);
    }
}
