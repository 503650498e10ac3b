package hudson.model;

import hudson.ExtensionPoint;

/** A page at the controller's root. */
public interface RootAction extends Action, ExtensionPoint {}
