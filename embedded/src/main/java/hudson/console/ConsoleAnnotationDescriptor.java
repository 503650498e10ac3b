package hudson.console;

import hudson.ExtensionPoint;

/** Describes a kind of note. */
public abstract class ConsoleAnnotationDescriptor implements ExtensionPoint {
    public final Class<?> clazz;

    protected ConsoleAnnotationDescriptor() {
        this.clazz = getClass().getEnclosingClass();
    }

    protected ConsoleAnnotationDescriptor(Class<?> clazz) {
        this.clazz = clazz;
    }

    public String getDisplayName() {
        return clazz.getSimpleName();
    }
}
