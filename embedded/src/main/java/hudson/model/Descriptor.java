package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionList;

/** What is known about all objects of one describable class. */
public abstract class Descriptor<T extends Describable<T>> {
    public final transient Class<? extends T> clazz;

    protected Descriptor(Class<? extends T> clazz) {
        this.clazz = clazz;
    }

    /** For a descriptor nested in its describable. */
    @SuppressWarnings("unchecked")
    protected Descriptor() {
        Class<?> outer = getClass().getEnclosingClass();
        if (outer == null || !Describable.class.isAssignableFrom(outer)) {
            throw new AssertionError(getClass()
                    + " doesn't have an outer describable class. Use the constructor that takes the Class"
                    + " object explicitly.");
        }
        this.clazz = (Class<? extends T>) outer;
    }

    @NonNull
    public String getDisplayName() {
        return clazz.getSimpleName();
    }

    public String getId() {
        return clazz.getName();
    }

    public Class<T> getT() {
        Class<?> c = getClass();
        while (c.getSuperclass() != Descriptor.class) {
            c = c.getSuperclass();
        }
        @SuppressWarnings("unchecked")
        Class<T> t = (Class<T>) org.jenkinsci.plugins.structs.describable.TypeArguments.first(c.getGenericSuperclass());
        return t;
    }

    public final boolean isInstance(T instance) {
        return clazz.isInstance(instance);
    }

    public final boolean isSubTypeOf(Class<?> type) {
        return type.isAssignableFrom(clazz);
    }

    @CheckForNull
    public static Descriptor<?> find(String className) {
        for (Descriptor<?> d : ExtensionList.lookup(Descriptor.class)) {
            if (d.clazz.getName().equals(className)) {
                return d;
            }
        }
        return null;
    }

    /** A mistake in a form, with its field. */
    public static class FormException extends Exception {
        private static final long serialVersionUID = 1L;
        private final String formField;

        public FormException(String message, String formField) {
            super(message);
            this.formField = formField;
        }

        public FormException(Throwable cause, String formField) {
            super(cause);
            this.formField = formField;
        }

        public FormException(String message, Throwable cause, String formField) {
            super(message, cause);
            this.formField = formField;
        }

        public String getFormField() {
            return formField;
        }
    }
}
