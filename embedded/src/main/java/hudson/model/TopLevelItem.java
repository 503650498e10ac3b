package hudson.model;

/** An item that can stand at the root. */
public interface TopLevelItem extends Item {}
