package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** Something that belongs to a build or job: data, a page, or both. */
public interface Action extends ModelObject {
    /** The icon beside the link; null for no link. */
    @CheckForNull
    String getIconFileName();

    @Override
    @CheckForNull
    String getDisplayName();

    /** The path segment under its owner; null for no page. */
    @CheckForNull
    String getUrlName();
}
