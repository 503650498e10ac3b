package hudson.model;

/** The former name of {@link jenkins.model.Jenkins}, which permission ids still carry. */
public final class Hudson {
    private Hudson() {}
}
