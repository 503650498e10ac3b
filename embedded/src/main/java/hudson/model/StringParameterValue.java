package hudson.model;

import java.util.Objects;
import org.kohsuke.stapler.DataBoundConstructor;

/** A text. */
public class StringParameterValue extends ParameterValue {
    private static final long serialVersionUID = 1L;

    public String value;

    @DataBoundConstructor
    public StringParameterValue(String name, String value) {
        this(name, value, null);
    }

    public StringParameterValue(String name, String value, String description) {
        super(name, description);
        this.value = value == null ? "" : value;
    }

    @Override
    public String getValue() {
        return value;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof StringParameterValue that && name.equals(that.name) && Objects.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, value);
    }

    @Override
    public String toString() {
        return "(StringParameterValue) " + getName() + "='" + value + "'";
    }
}
