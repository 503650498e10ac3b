package hudson.model;

import java.io.IOException;

/** Something that has a file. */
public interface Saveable {
    void save() throws IOException;
}
