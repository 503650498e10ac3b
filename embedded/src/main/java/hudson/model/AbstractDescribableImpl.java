package hudson.model;

/** The former base class of describables, still found in many signatures. */
public abstract class AbstractDescribableImpl<T extends AbstractDescribableImpl<T>> implements Describable<T> {
    @Override
    public Descriptor<T> getDescriptor() {
        return Describable.super.getDescriptor();
    }
}
