package hudson.model;

import hudson.ExtensionList;

/** Something made from arguments, described by a {@link Descriptor} of its class. */
public interface Describable<T extends Describable<T>> {
    @SuppressWarnings("unchecked")
    default Descriptor<T> getDescriptor() {
        for (Descriptor<?> d : ExtensionList.lookup(Descriptor.class)) {
            if (d.clazz == getClass()) {
                return (Descriptor<T>) d;
            }
        }
        throw new AssertionError(getClass() + " is missing its descriptor; put @Extension on a nested DescriptorImpl");
    }
}
