package hudson.model;

/** Something that a job is configured with. */
public abstract class JobProperty<J extends Job<?, ?>> {}
