package hudson.model;

/** A page at the controller's root that needs no permission to be reached. */
public interface UnprotectedRootAction extends RootAction {}
