package org.kohsuke.stapler;

/** One object on the way from the root to the one that takes the request. */
public interface Ancestor {
    Object getObject();

    String getUrl();

    String getRestOfUrl();
}
