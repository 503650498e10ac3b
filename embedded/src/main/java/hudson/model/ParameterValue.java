package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;

/** One argument of a build. */
public abstract class ParameterValue implements Serializable {
    private static final long serialVersionUID = 1L;

    protected final String name;
    private String description;

    protected ParameterValue(String name) {
        this(name, null);
    }

    protected ParameterValue(String name, String description) {
        this.name = name;
        this.description = description;
    }

    public final String getName() {
        return name;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) {
        this.description = description;
    }

    @CheckForNull
    public Object getValue() {
        return null;
    }

    public boolean isSensitive() {
        return false;
    }
}
