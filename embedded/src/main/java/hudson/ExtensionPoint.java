package hudson;

/** Marks a type that others may implement. */
public interface ExtensionPoint {}
