package org.kohsuke.stapler;

/** An object that hands requests on to another one, often only to check a permission on the way. */
public interface StaplerProxy {
    /** The object that takes the request; null is answered with 404. */
    Object getTarget();
}
