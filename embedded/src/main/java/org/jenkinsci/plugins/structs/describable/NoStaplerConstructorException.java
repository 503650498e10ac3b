package org.jenkinsci.plugins.structs.describable;

/** A class that cannot be made from arguments. */
public class NoStaplerConstructorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public NoStaplerConstructorException(String message) {
        super(message);
    }
}
